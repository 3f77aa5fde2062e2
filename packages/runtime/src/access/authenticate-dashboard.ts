import { findApiKeyById } from "./api-keys.ts";
import type { SessionTokenParts } from "./authenticate-session.ts";
import { readDashboardToken } from "./dashboard-token.ts";
import { getProject } from "./manage-projects.ts";
import { principalOf } from "./principal-of.ts";
import type { Principal } from "./principal.ts";
import { isSignedOut } from "./sign-out.ts";

/**
 * Tells who is signed in; nobody when the token is over or was signed out, or the key behind it
 * expired, was revoked or may not see the project any more.
 */
export async function authenticateDashboard(
  { store, clock, signingKey }: SessionTokenParts,
  token: string,
): Promise<Principal | undefined> {
  const now = clock.now();
  const grant = readDashboardToken(signingKey, token, now);
  const key = grant && (await findApiKeyById(store, grant.keyId, now));
  if (grant === undefined || key === undefined) return undefined;
  if (await isSignedOut(store, grant)) return undefined;
  const principal = principalOf(key, grant.projectId);
  const project = await getProject(store, principal, grant.projectId).catch(() => undefined);
  return project === undefined ? undefined : principal;
}
