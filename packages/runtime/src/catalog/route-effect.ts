import type { RouteKind } from "./meta-route.ts";

/** What a call by a route does, whatever the server says of its tool. */
export type RouteEffect = "reads" | "moves-money";

const effects: Readonly<Partial<Record<RouteKind, RouteEffect>>> = {
  pay: "moves-money",
  payOut: "moves-money",
  checkout: "moves-money",
  paymentStatus: "reads",
  shipQuote: "reads",
  shipTrack: "reads",
  verificationStatus: "reads",
};

/** What a call by a route of a kind does; nothing where its tool has to say it. */
export function routeEffect(kind: RouteKind): RouteEffect | undefined {
  return effects[kind];
}
