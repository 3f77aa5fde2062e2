import type { Scope } from "@codespar/protocol";
import type { MiddlewareHandler } from "hono";

import { requireScope } from "../access/require-scope.ts";
import type { AppEnv } from "./app-env.ts";
import type { HttpParts } from "./http-parts.ts";
import { limitRate } from "./limit-rate.ts";

/** Lets a request through when its bearer key is valid and has the scope, if one is needed. */
export function authorize(parts: HttpParts, scope: Scope | "any"): MiddlewareHandler<AppEnv> {
  return async (context, next) => {
    const principal = await parts.authenticate(
      context.req.header("authorization"),
      context.req.header("x-codespar-project"),
    );
    context.set("principal", principal);
    await limitRate(parts, context);
    if (scope !== "any") requireScope(principal, scope);
    await next();
  };
}
