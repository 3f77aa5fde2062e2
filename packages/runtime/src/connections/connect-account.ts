import type { McpPool } from "../mcp/mcp-pool.ts";
import { type KnownServer, type ServerDirectory } from "../mcp/server-directory.ts";
import type { ToolChanges } from "../mcp/tool-changes.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { ConnectionRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { attachAccount } from "./attach-account.ts";
import type { AccountOwner, ConnectionStore } from "./connection-store.ts";
import type { AccountSecret } from "./secret.ts";
import { verifyAccount } from "./verify-account.ts";

/** What connecting works with. */
export interface ConnectAccountParts {
  readonly store: Store;
  readonly directory: ServerDirectory;
  readonly connections: ConnectionStore;
  readonly pool: McpPool;
  readonly toolChanges: ToolChanges;
}

/** An account that somebody brings. */
export interface BroughtAccount {
  readonly owner: AccountOwner;
  readonly serverId: string;
  readonly secret: AccountSecret;
  readonly displayName?: string | undefined;
  /** How long its access token lasts, if that is known. */
  readonly lifetimeMs?: number | undefined;
  /** The key it is connected with; empty where the user followed a link. */
  readonly keyId: string;
  /** The session it is connected from. */
  readonly sessionId: string | null;
  readonly now: number;
}

/** Tries an account, keeps it sealed, and gives its server to the owner's waiting sessions. */
export async function connectAccount(
  { store, directory, connections, pool, toolChanges }: ConnectAccountParts,
  brought: BroughtAccount,
): Promise<ConnectionRow> {
  const { owner, serverId, secret, keyId, sessionId, now } = brought;
  const server = directory.find(owner, serverId);
  if (server === undefined) throw new RuntimeError("not_found", `There is no "${serverId}".`);
  if (secret.kind === "fields") refuseIncomplete(server, secret.fields);
  await tryOut(server, secret);
  const earlier = await connections.find(owner, serverId);
  const connection = await connections.replace({
    owner,
    serverId,
    secret,
    keyId,
    sessionId,
    now,
    authType: server.facts.authType,
    displayName: brought.displayName ?? server.facts.name,
    expiresAt: brought.lifetimeMs === undefined ? null : now + brought.lifetimeMs,
  });
  await pool.open({ ...owner, serverId, account: connection.id }).catch(() => undefined);
  await attachAccount(store, { connection, earlier, sessionId, now });
  toolChanges.publish(owner.projectId);
  if (earlier !== undefined) await pool.drop({ ...owner, serverId, account: earlier.id });
  return connection;
}

function refuseIncomplete({ facts }: KnownServer, fields: Readonly<Record<string, string>>): void {
  const missing = facts.credentials.filter(({ name }) => (fields[name] ?? "").trim() === "");
  if (missing.length === 0) return;
  const labels = missing.map(({ label }) => label).join(", ");
  throw new RuntimeError("invalid_request", `${facts.name} needs: ${labels}.`, {
    problem: { kind: "credentials_missing", about: labels },
  });
}

async function tryOut(server: KnownServer, secret: AccountSecret): Promise<void> {
  if (secret.kind === "fields") {
    await verifyAccount(server, { id: "new", fields: secret.fields });
    return;
  }
  const token = (): Promise<string> => Promise.resolve(secret.accessToken);
  await verifyAccount(server, { id: "new", fields: {}, token });
}
