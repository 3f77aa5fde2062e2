import type { MiddlewareHandler } from "hono";

import { authenticateSession } from "../access/authenticate-session.ts";
import { requireScope } from "../access/require-scope.ts";
import type { AppEnv } from "./app-env.ts";
import { authorize } from "./authorize.ts";
import type { HttpParts } from "./http-parts.ts";
import { limitRate } from "./limit-rate.ts";

const scope = "tools:execute";

/** Lets a request to a session's tools through with the session's token, or with an API key. */
export function authorizeSession(parts: HttpParts): MiddlewareHandler<AppEnv> {
  const withKey = authorize(parts, scope);
  return async (context, next) => {
    const token = /^Bearer (cst\.\S+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
    if (token === undefined) return withKey(context, next);
    const sessionId = context.req.param("session_id") ?? "";
    const principal = await authenticateSession(parts, token, sessionId);
    context.set("principal", principal);
    await limitRate(parts, context);
    requireScope(principal, scope);
    return next();
  };
}
