import type { Scope } from "@codespar/protocol";

import { RuntimeError } from "../runtime-error.ts";
import type { Principal } from "./principal.ts";

/** Throws `insufficient_scope` unless the caller's key has the scope. */
export function requireScope({ scopes }: Principal, scope: Scope): void {
  if (scopes.includes(scope)) return;
  throw new RuntimeError("insufficient_scope", `The API key lacks the scope "${scope}".`, {
    details: { scope },
  });
}
