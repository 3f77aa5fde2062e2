import { type Scope, scopes } from "@codespar/protocol";

import type { AuditLog } from "../audit/audit-log.ts";
import { toChange } from "../audit/to-change.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { ApiKeyRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { generateApiKey, insertApiKey } from "./api-keys.ts";
import { getProject } from "./manage-projects.ts";
import type { Principal } from "./principal.ts";

/** What keys are managed with. */
export interface ManageApiKeysParts {
  readonly store: Store;
  readonly audit: AuditLog;
}

/** A key to create. */
export interface RequestedKey {
  readonly name: string;
  readonly environment: "test" | "live";
  /** What it may do (all that the caller's key may). */
  readonly scopes?: readonly Scope[] | undefined;
  /** Pins it to one project. */
  readonly projectId?: string | undefined;
  readonly expiresAt: number | null;
  readonly now: number;
}

/** A key that has just been created, and its text, which nobody can be shown again. */
export interface CreatedKey {
  readonly row: ApiKeyRow;
  readonly text: string;
}

/** Lists the keys of the caller's organization, or of the project its own key is pinned to. */
export function listApiKeys(
  store: Store,
  { orgId, pinnedProjectId }: Principal,
): Promise<readonly ApiKeyRow[]> {
  let query = store.read.selectFrom("api_keys").selectAll().where("org_id", "=", orgId);
  if (pinnedProjectId !== null) query = query.where("project_id", "=", pinnedProjectId);
  return query.orderBy("created_at", "desc").orderBy("id").execute();
}

/** Finds one of the keys the caller may see. */
async function getApiKey(store: Store, principal: Principal, id: string): Promise<ApiKeyRow> {
  const key = (await listApiKeys(store, principal)).find((candidate) => candidate.id === id);
  if (key === undefined) throw new RuntimeError("not_found", `There is no API key "${id}".`);
  return key;
}

/**
 * Creates a key that can do no more than the caller's own, and not for longer.
 *
 * @throws RuntimeError `insufficient_scope` when it could.
 */
export async function createApiKey(
  { store, audit }: ManageApiKeysParts,
  principal: Principal,
  requested: RequestedKey,
): Promise<CreatedKey> {
  const { name, environment, now } = requested;
  const granted = requested.scopes ?? principal.scopes;
  refuseMoreThanOwn(principal, environment, granted);
  const expiresAt = earlier(requested.expiresAt, principal.keyExpiresAt);
  const projectId = principal.pinnedProjectId ?? requested.projectId ?? null;
  for (const id of [projectId, requested.projectId]) {
    if (typeof id === "string") await getProject(store, principal, id);
  }
  const text = generateApiKey(environment);
  const key = {
    orgId: principal.orgId,
    projectId,
    name,
    key: text,
    scopes: scopes.filter((scope) => granted.includes(scope)),
    createdAtMs: now,
    expiresAtMs: expiresAt,
  };
  const row = await store.write(async (transaction) => {
    const stored = await insertApiKey(transaction, key);
    const change = {
      by: principal,
      operation: "createApiKey",
      subjectId: stored.id,
      decision: "the key was created",
      input: {
        name,
        environment,
        scopes: key.scopes,
        project_id: projectId,
        expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString(),
      },
      now,
    } as const;
    await audit.append(transaction, toChange(change));
    return stored;
  }, "read committed");
  return { row, text };
}

/** The earlier of two times, of which `null` is never. */
function earlier(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

function refuseMoreThanOwn(
  principal: Principal,
  environment: "test" | "live",
  granted: readonly Scope[],
): void {
  const missing = granted.filter((scope) => !principal.scopes.includes(scope));
  if (missing.length > 0) {
    throw new RuntimeError("insufficient_scope", "A key cannot give what it does not have.", {
      details: { scopes: missing },
      problem: { kind: "scopes_beyond_own", about: missing.join(", ") },
    });
  }
  if (environment === "live" && principal.environment === "test") {
    throw new RuntimeError("insufficient_scope", "A test key cannot create live keys.", {
      problem: { kind: "live_key_needed" },
    });
  }
}

/**
 * Makes one of the keys the caller may see invalid; revoking it again changes nothing.
 *
 * @throws RuntimeError `insufficient_scope` for a live key where the caller's is a test key.
 */
export async function revokeKey(
  { store, audit }: ManageApiKeysParts,
  principal: Principal,
  { id, now }: { readonly id: string; readonly now: number },
): Promise<void> {
  const { id: subjectId, name, environment } = await getApiKey(store, principal, id);
  if (environment === "live" && principal.environment === "test") {
    throw new RuntimeError("insufficient_scope", "A test key cannot revoke live keys.", {
      problem: { kind: "live_key_needed" },
    });
  }
  await store.write(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable("api_keys")
      .set({ revoked_at: now })
      .where("id", "=", subjectId)
      .where("revoked_at", "is", null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    const decision = "the key was revoked";
    const change = { by: principal, subjectId, decision, input: { name }, now };
    await audit.append(transaction, toChange({ ...change, operation: "revokeApiKey" }));
  }, "read committed");
}
