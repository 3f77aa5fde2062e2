import type { ToolData } from "@codespar/protocol";
import { isRecord } from "@codespar/protocol/validation";

import type { MetaRoute, RouteKind } from "../../catalog/meta-route.ts";
import { routeEffect } from "../../catalog/route-effect.ts";
import { fillTemplate } from "../fill-template.ts";
import { pickPointers } from "../pick-pointers.ts";
import { settlementOf } from "../settlement-of.ts";
import type { Plan, PlanContext } from "./meta-tool.ts";
import { withMajorAmount } from "./with-major-amount.ts";
import { withMinorAmount } from "./with-minor-amount.ts";

/** A way to serve a meta-tool: a server's route. */
export interface ServerRoute extends MetaRoute {
  readonly server: string;
  /** ISO 3166-1 alpha-2 code, or `"GLOBAL"`. */
  readonly country: string;
  /** Whether the session has the server. */
  readonly connected: boolean;
}

/** What a call asks of whoever serves it. */
export interface RouteWish {
  readonly kind: RouteKind;
  readonly method?: string | undefined;
  readonly currency?: string | undefined;
  readonly country?: string | undefined;
  /** The only server that can serve it. */
  readonly server?: string | undefined;
  /** Whether a sandbox server may stand in for one the session lacks (false). */
  readonly mayStandIn?: boolean;
}

type Refusal = Extract<Plan, { kind: "refuse" }>;

const countries: Readonly<Record<string, string>> = { BRL: "BR", MXN: "MX", ARS: "AR", COP: "CO" };

/**
 * Chooses the route of a call: of a connected server that can do it, one of the right country (or
 * of no one country) before others, then in the session's order. A server that cannot be reached
 * now, or does not have the route's tool, is passed over for the next.
 *
 * @returns The route, or the refusal that says what to connect.
 */
export async function chooseRoute(
  context: Pick<PlanContext, "routes" | "reach" | "waiting" | "connectUrl">,
  wish: RouteWish,
): Promise<ServerRoute | Refusal> {
  const all = context.routes(wish.kind);
  const able = all.filter((route) => canServe(route, wish));
  const country = wish.country ?? countries[wish.currency ?? ""];
  const fits = (route: ServerRoute): boolean =>
    country === undefined || route.country === country || route.country === "GLOBAL";
  const connected = able.filter((route) => route.connected);
  const ranked = [...connected.filter(fits), ...connected.filter((route) => !fits(route))];
  const away: ServerRoute[] = [];
  for (const route of ranked) {
    const found = await context.reach(route);
    if (found === "ready") return route;
    if (found === "away") away.push(route);
  }
  if (ranked.length > 0) return away.length > 0 ? unreachable(away) : lacking(ranked);
  const standIn = wish.mayStandIn === true ? (able.find(fits) ?? able[0]) : undefined;
  return standIn ?? needsConnection(context, able.length > 0 ? able : all, wish);
}

/** A call by a route: its arguments and its answer mapped as the route says. */
export function callRoute(
  route: ServerRoute,
  input: ToolData,
  toData: (data: ToolData) => ToolData,
): Extract<Plan, { kind: "call" }> {
  const mapped =
    route.input === undefined ? input : fillTemplate(route.input, withMajorAmount(input));
  const { output } = route;
  const pick = (data: ToolData): ToolData =>
    output === undefined
      ? data
      : {
          ...data,
          ...withMinorAmount({ ...currencyOf(data, input), ...pickPointers(output, data) }),
        };
  return {
    kind: "call",
    server: route.server,
    remoteName: route.tool,
    input: isRecord(mapped) ? mapped : {},
    effect: routeEffect(route.kind),
    toData: (data) => toData(pick(data)),
    ...(output === undefined ? {} : { toSettlement: (data) => settlementOf(pick(data)) }),
  };
}

/** The currency of an answer whose route does not say where it is: its own, or the one asked for. */
function currencyOf(data: ToolData, input: ToolData): ToolData {
  const currency = data["currency"] ?? input["currency"];
  return typeof currency === "string" ? { currency } : {};
}

function canServe(route: ServerRoute, { method, currency, server }: RouteWish): boolean {
  return (
    (server === undefined || route.server === server) &&
    (method === undefined || route.methods === undefined || route.methods.includes(method)) &&
    (currency === undefined || canSend(route, currency))
  );
}

function canSend({ kind, currencies }: ServerRoute, currency: string): boolean {
  return currencies === undefined ? kind !== "payOut" : currencies.includes(currency);
}

function needsConnection(
  { waiting, connectUrl }: Pick<PlanContext, "waiting" | "connectUrl">,
  routes: readonly ServerRoute[],
  { method }: RouteWish,
): Refusal {
  const servers = [...new Set(routes.map(({ server }) => server))];
  const own = servers.find((server) => waiting.includes(server));
  const how = method === undefined ? "" : ` by ${method}`;
  return {
    kind: "refuse",
    code: "needs_connection",
    message: `No connected server can do this${how}; connect ${servers.join(" or ")}.`,
    data: { servers, ...(own === undefined ? {} : { redirect_url: connectUrl(own) }) },
  };
}

function unreachable(routes: readonly ServerRoute[]): Refusal {
  const servers = routes.map(({ server }) => server);
  return {
    kind: "refuse",
    code: "provider_unavailable",
    message: `${servers.join(" and ")} cannot be reached now; nothing was sent.`,
    data: { servers },
  };
}

function lacking(routes: readonly ServerRoute[]): Refusal {
  const tools = routes.map(({ server, tool }) => `${server} lists no tool "${tool}"`);
  return {
    kind: "refuse",
    code: "unknown_tool",
    message: `${tools.join(", ")}: say in its metaTools which of its tools does this. Nothing was sent.`,
    data: { servers: routes.map(({ server }) => server) },
  };
}
