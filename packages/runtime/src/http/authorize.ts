import type { Scope } from "@codespar/protocol";
import type { MiddlewareHandler } from "hono";

import { findApiKey, scopesOf } from "../access/api-keys.ts";
import type { Principal } from "../access/principal.ts";
import { resolveProject } from "../access/projects.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { AppEnv } from "./app-env.ts";
import type { HttpParts } from "./http-parts.ts";

/** Lets a request through when its bearer key is valid and has the scope. */
export function authorize(parts: HttpParts, scope: Scope): MiddlewareHandler<AppEnv> {
  return async (context, next) => {
    const principal = await authenticate(
      parts,
      context.req.header("authorization"),
      context.req.header("x-codespar-project"),
    );
    if (!principal.scopes.includes(scope)) {
      throw new RuntimeError("insufficient_scope", `The API key lacks the scope "${scope}".`, {
        details: { scope },
      });
    }
    context.set("principal", principal);
    await next();
  };
}

async function authenticate(
  { store, clock }: HttpParts,
  authorization: string | undefined,
  projectHeader: string | undefined,
): Promise<Principal> {
  const token = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization ?? "")?.[1];
  if (token === undefined) {
    throw new RuntimeError("unauthorized", "Send an API key: Authorization: Bearer csk_…");
  }
  const key = await findApiKey(store, token, clock.now());
  if (key === undefined) throw new RuntimeError("unauthorized");
  return {
    keyId: key.id,
    orgId: key.org_id,
    projectId: await resolveProject(store, key, projectHeader),
    environment: key.environment,
    scopes: scopesOf(key),
  };
}
