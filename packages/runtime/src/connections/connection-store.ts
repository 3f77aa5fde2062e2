import type { ProjectScope } from "../access/project-scope.ts";
import { newId } from "../ids.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { ConnectionRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import type { Vault } from "../vault/vault.ts";
import { type AccountSecret, accountSecretSchema } from "./secret.ts";

/** Whose account is meant; an empty user is everybody in the project. */
export interface AccountOwner {
  readonly projectId: string;
  readonly environment: "test" | "live";
  readonly userId: string;
}

/** An account to keep. */
export interface NewConnection {
  readonly owner: AccountOwner;
  readonly serverId: string;
  readonly authType: string;
  readonly displayName: string;
  readonly secret: AccountSecret;
  /** When its access token expires, if it does. */
  readonly expiresAt: number | null;
  readonly now: number;
}

/** Keeps users' accounts, sealed. */
export interface ConnectionStore {
  /** Keeps an account in the place of the one its owner had at the server. */
  replace(connection: NewConnection): Promise<ConnectionRow>;
  /** The account an owner has at a server. */
  find(owner: AccountOwner, serverId: string): Promise<ConnectionRow | undefined>;
  /** An account by its id, of the caller's project. */
  get(scope: ProjectScope, id: string): Promise<ConnectionRow>;
  list(scope: ProjectScope): Promise<readonly ConnectionRow[]>;
  /** What an account is reached with. */
  secretOf(row: ConnectionRow): AccountSecret;
  /** Puts a renewed secret in the place of the one it was renewed from. */
  renew(row: ConnectionRow, secret: AccountSecret, expiresAt: number | null): Promise<void>;
  /** Marks an account whose tokens can no longer be renewed. */
  expire(row: ConnectionRow): Promise<void>;
  /** Forgets an account's secret; revoking it again changes nothing. */
  revoke(row: ConnectionRow, now: number): Promise<void>;
}

/** Creates the store of accounts. */
export function createConnectionStore(store: Store, vault: Vault): ConnectionStore {
  const find: ConnectionStore["find"] = ({ projectId, environment, userId }, serverId) =>
    store.read
      .selectFrom("connections")
      .selectAll()
      .where("project_id", "=", projectId)
      .where("environment", "=", environment)
      .where("user_id", "=", userId)
      .where("server_id", "=", serverId)
      .where("status", "=", "connected")
      .orderBy("created_at", "desc")
      .limit(1)
      .executeTakeFirst();

  return {
    find,
    replace: (connection) => replace(store, vault, connection),
    async get({ projectId, environment }, id) {
      const row = await store.read
        .selectFrom("connections")
        .selectAll()
        .where("id", "=", id)
        .where("project_id", "=", projectId)
        .where("environment", "=", environment)
        .executeTakeFirst();
      if (row === undefined) throw new RuntimeError("not_found", `There is no connection "${id}".`);
      return row;
    },
    list: ({ projectId, environment }) =>
      store.read
        .selectFrom("connections")
        .selectAll()
        .where("project_id", "=", projectId)
        .where("environment", "=", environment)
        .orderBy("created_at", "desc")
        .orderBy("id")
        .execute(),
    secretOf({ id, secret }) {
      if (secret === null) throw new RuntimeError("not_connected");
      return accountSecretSchema.parse(vault.open(secret, id));
    },
    renew: (row, secret, expiresAt) =>
      change(store, row, { secret: vault.seal(secret, row.id), expires_at: expiresAt }),
    expire: (row) => change(store, row, { status: "expired", secret: null }),
    revoke: (row, now) => change(store, row, { status: "revoked", secret: null, revoked_at: now }),
  };
}

async function replace(
  store: Store,
  vault: Vault,
  { owner, serverId, authType, displayName, secret, expiresAt, now }: NewConnection,
): Promise<ConnectionRow> {
  const id = newId("con");
  const row: ConnectionRow = {
    id,
    project_id: owner.projectId,
    environment: owner.environment,
    user_id: owner.userId,
    server_id: serverId,
    auth_type: authType,
    status: "connected",
    display_name: displayName,
    secret: vault.seal(secret, id),
    expires_at: expiresAt,
    created_at: now,
    revoked_at: null,
  };
  await store.write(async (transaction) => {
    await transaction
      .updateTable("connections")
      .set({ status: "revoked", secret: null, revoked_at: now })
      .where("project_id", "=", owner.projectId)
      .where("environment", "=", owner.environment)
      .where("user_id", "=", owner.userId)
      .where("server_id", "=", serverId)
      .where("status", "=", "connected")
      .execute();
    await transaction.insertInto("connections").values(row).execute();
  });
  return row;
}

/** Changes an account as long as it is connected. */
async function change(
  store: Store,
  { id }: ConnectionRow,
  changes: Partial<ConnectionRow>,
): Promise<void> {
  await store.write((transaction) =>
    transaction
      .updateTable("connections")
      .set(changes)
      .where("id", "=", id)
      .where("status", "=", "connected")
      .execute(),
  );
}
