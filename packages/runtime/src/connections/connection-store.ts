import type { ProjectScope } from "../access/project-scope.ts";
import type { AuditLog } from "../audit/audit-log.ts";
import { type Change, toChange } from "../audit/to-change.ts";
import { newId } from "../ids.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { ConnectionRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import type { Vault } from "../vault/vault.ts";
import { claimRenewal } from "./claim-renewal.ts";
import { detachAccount } from "./detach-account.ts";
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
  /** The key it was connected with; empty where the user followed a link. */
  readonly keyId: string;
  /** The session it was connected from. */
  readonly sessionId: string | null;
  readonly now: number;
}

/** Who takes an account away, and when. */
export interface Revocation {
  readonly keyId: string;
  readonly now: number;
}

/** What keeping accounts works with. */
export interface ConnectionStoreParts {
  readonly store: Store;
  readonly vault: Vault;
  readonly audit: AuditLog;
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
  /**
   * Takes the renewing of an account's tokens for some time, so that no two nodes use one refresh
   * token; answers whether nobody else has it, and the tokens are still those of `row`.
   */
  claimRenewal(row: ConnectionRow, now: number): Promise<boolean>;
  /** Gives the renewing back, when it failed. */
  releaseRenewal(row: ConnectionRow): Promise<void>;
  /** Puts a renewed secret in the place of the one it was renewed from. */
  renew(row: ConnectionRow, secret: AccountSecret, expiresAt: number | null): Promise<void>;
  /** Marks an account whose tokens can no longer be renewed, and lets its sessions wait for another. */
  expire(row: ConnectionRow): Promise<void>;
  /** Forgets an account's secret; revoking it again changes nothing. */
  revoke(row: ConnectionRow, revocation: Revocation): Promise<void>;
}

/** Creates the store of accounts. */
export function createConnectionStore(parts: ConnectionStoreParts): ConnectionStore {
  const { store, vault } = parts;
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
    replace: (connection) => replace(parts, connection),
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
    claimRenewal: (row, now) => claimRenewal(store, row, now),
    releaseRenewal: (row) => change(store, row, { renewing_until: null }),
    renew: (row, secret, expiresAt) =>
      change(store, row, {
        secret: vault.seal(secret, row.id),
        expires_at: expiresAt,
        renewing_until: null,
      }),
    async expire(row) {
      await change(store, row, { status: "expired", secret: null });
      await detachAccount(store, row);
    },
    revoke: (row, revocation) => revoke(parts, row, revocation),
  };
}

async function replace(
  { store, vault, audit }: ConnectionStoreParts,
  { owner, serverId, authType, displayName, secret, expiresAt, keyId, ...made }: NewConnection,
): Promise<ConnectionRow> {
  const { sessionId, now } = made;
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
    renewing_until: null,
  };
  await store.write(async (transaction) => {
    // Locked first, so that of two accounts that come at once, one takes the other's place.
    const [chains] = await audit.lock(transaction, [owner.projectId], []);
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
    await chains.append([
      toChange({
        ...toAccountChange(row, { keyId, sessionId, now }),
        operation: "connectAccount",
        decision: "the account was connected",
      }),
    ]);
  }, "read committed");
  return row;
}

async function revoke(
  { store, audit }: ConnectionStoreParts,
  row: ConnectionRow,
  { keyId, now }: Revocation,
): Promise<void> {
  await store.write(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable("connections")
      .set({ status: "revoked", secret: null, revoked_at: now })
      .where("id", "=", row.id)
      .where("status", "=", "connected")
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    await audit.append(
      transaction,
      toChange({
        ...toAccountChange(row, { keyId, sessionId: null, now }),
        operation: "revokeAccount",
        decision: "the account was disconnected",
      }),
    );
  }, "read committed");
}

type Origin = Pick<NewConnection, "keyId" | "sessionId" | "now">;

/** What the audit says of an account whatever becomes of it. */
function toAccountChange(
  row: ConnectionRow,
  { keyId, sessionId, now }: Origin,
): Omit<Change, "operation" | "decision"> {
  return {
    by: { projectId: row.project_id, keyId },
    subjectId: row.id,
    account: { userId: row.user_id, server: row.server_id, sessionId },
    input: { name: row.display_name, environment: row.environment },
    now,
  };
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
