import type { ApiKeyRow } from "../store/schema.ts";
import { scopesOf } from "./api-keys.ts";
import type { Principal } from "./principal.ts";

/** Who acts with a key in one of the projects it is good for. */
export function principalOf(key: ApiKeyRow, projectId: string): Principal {
  return {
    keyId: key.id,
    keyExpiresAt: key.expires_at,
    orgId: key.org_id,
    projectId,
    pinnedProjectId: key.project_id,
    environment: key.environment,
    scopes: scopesOf(key),
  };
}
