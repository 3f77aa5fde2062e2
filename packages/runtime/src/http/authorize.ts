import type { Scope } from "@codespar/protocol";
import type { MiddlewareHandler } from "hono";

import { RuntimeError } from "../runtime-error.ts";
import type { AppEnv } from "./app-env.ts";
import type { HttpParts } from "./http-parts.ts";

/** Lets a request through when its bearer key is valid and has the scope. */
export function authorize({ authenticate }: HttpParts, scope: Scope): MiddlewareHandler<AppEnv> {
  return async (context, next) => {
    const principal = await authenticate(
      context.req.header("authorization"),
      context.req.header("x-codespar-project"),
    );
    context.set("principal", principal);
    if (!principal.scopes.includes(scope)) {
      throw new RuntimeError("insufficient_scope", `The API key lacks the scope "${scope}".`, {
        details: { scope },
      });
    }
    await next();
  };
}
