import type { Principal } from "../access/principal.ts";
import type { McpPool } from "../mcp/mcp-pool.ts";
import type { ToolChanges } from "../mcp/tool-changes.ts";
import type { Store } from "../store/store.ts";
import type { ConnectionStore } from "./connection-store.ts";
import { detachAccount } from "./detach-account.ts";

/** What revoking works with. */
export interface RevokeAccountParts {
  readonly store: Store;
  readonly connections: ConnectionStore;
  readonly toolChanges: ToolChanges;
  readonly pool: McpPool;
}

/**
 * Forgets an account's secret and takes its server out of every session that uses it.
 *
 * @throws RuntimeError `not_found`
 */
export async function revokeAccount(
  { store, connections, toolChanges, pool }: RevokeAccountParts,
  { projectId, environment, keyId }: Principal,
  { id, now }: { readonly id: string; readonly now: number },
): Promise<void> {
  const row = await connections.get({ projectId, environment }, id);
  await connections.revoke(row, { keyId, now });
  await detachAccount(store, row);
  toolChanges.publish(projectId);
  await pool.drop({ projectId, environment, serverId: row.server_id, account: row.id });
}
