import { type Route, type RouteName, routes } from "@codespar/protocol";
import { errorBodySchema } from "@codespar/protocol/schemas";
import { createRoute, type RouteConfig } from "@hono/zod-openapi";

import { authorize } from "./authorize.ts";
import type { HttpParts } from "./http-parts.ts";

type RouteDetails = Pick<RouteConfig, "request" | "responses">;

/** What a route has besides its own details. */
// oxlint-disable-next-line typescript/consistent-type-definitions -- only an alias fits an index signature
export type ApiRoute = {
  readonly method: Route["method"];
  readonly path: string;
  readonly summary: string;
  readonly operationId: string;
  readonly security: { bearer: string[] }[] | [];
  getRoutingPath(): string;
};

const bearer = [{ bearer: [] }];

/** One endpoint of the contract, with its guard and the refusals every endpoint may answer. */
export function apiRoute<const Details extends RouteDetails>(
  parts: HttpParts,
  name: RouteName,
  details: Details,
): ApiRoute & Details {
  const { method, path, scope, summary } = routes[name];
  return createRoute({
    method,
    path,
    summary,
    operationId: name,
    ...details,
    security: scope === null ? [] : bearer,
    ...(scope === null ? {} : { middleware: [authorize(parts, scope)] }),
    responses: {
      ...details.responses,
      default: {
        description: "A refusal; the code says why.",
        content: { "application/json": { schema: errorBodySchema } },
      },
    },
  });
}
