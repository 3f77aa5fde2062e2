import { type RouteName, routes } from "@codespar/protocol";

import { CodeSparError } from "./errors.ts";
import type { ApiRequest, RequestOptions } from "./http-client.ts";
import { toQuery } from "./to-query.ts";

/** What is sent to an endpoint. */
export interface RouteRequest extends RequestOptions {
  /** The `{parameters}` of its path. */
  readonly params?: Readonly<Record<string, string>> | undefined;
  /** The query; members that are `undefined` are left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined;
  /** The JSON body. */
  readonly body?: unknown;
  /** Sent with every attempt, so that the work is done at most once. */
  readonly idempotencyKey?: string | undefined;
}

/**
 * The request that an endpoint takes.
 *
 * @throws CodeSparError `invalid_request` when a parameter of its path is missing.
 */
export function toApiRequest(name: RouteName, details: RouteRequest = {}): ApiRequest {
  const { params = {}, query = {}, ...request } = details;
  const { method, path } = routes[name];
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => {
    const value = params[parameter];
    if (value !== undefined) return encodeURIComponent(value);
    throw new CodeSparError("invalid_request", `${name} needs the parameter ${parameter}.`);
  });
  return { ...request, method: methods[method], path: `${filled}${toQuery(query)}` };
}

const methods = { get: "GET", post: "POST", put: "PUT", delete: "DELETE" } as const;
