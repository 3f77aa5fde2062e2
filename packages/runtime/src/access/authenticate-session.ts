import type { KeyObject } from "node:crypto";

import type { Clock } from "../clock.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { Store } from "../store/store.ts";
import { findApiKeyById } from "./api-keys.ts";
import { principalOf } from "./principal-of.ts";
import type { Principal } from "./principal.ts";
import { readSessionToken } from "./session-token.ts";

/** What checking session tokens works with. */
export interface SessionTokenParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly signingKey: KeyObject;
}

/**
 * Tells who holds a session's token: its tools and nothing else are theirs.
 *
 * @throws RuntimeError `unauthorized`, or `not_found` for another session than the token's.
 */
export async function authenticateSession(
  { store, clock, signingKey }: SessionTokenParts,
  token: string,
  sessionId: string,
): Promise<Principal> {
  const grant = readSessionToken(signingKey, token);
  const key = grant && (await findApiKeyById(store, grant.keyId, clock.now()));
  if (grant === undefined || key === undefined) {
    throw new RuntimeError("unauthorized", "The session token is not valid.");
  }
  if (grant.sessionId !== sessionId) {
    throw new RuntimeError("not_found", `There is no session "${sessionId}".`);
  }
  const { projectId } = grant;
  const principal = principalOf(key, projectId);
  const scopes = principal.scopes.filter((scope) => scope === "tools:execute");
  return { ...principal, pinnedProjectId: projectId, scopes };
}
