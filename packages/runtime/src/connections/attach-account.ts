import { serversOf, type SessionServerRow } from "../sessions/session-server-row.ts";
import type { ConnectionRow, SessionRow } from "../store/schema.ts";
import type { Store, StoreTransaction } from "../store/store.ts";

/** An account that has just been connected. */
export interface AttachedAccount {
  readonly connection: ConnectionRow;
  /** The account it takes the place of. */
  readonly earlier: ConnectionRow | undefined;
  /** The session it was connected from, which may have let the server go. */
  readonly sessionId: string | null;
  readonly now: number;
}

/** Gives an account's server to its owner's open sessions that wait for it. */
export async function attachAccount(store: Store, attached: AttachedAccount): Promise<void> {
  const { project_id, environment, user_id } = attached.connection;
  await store.write(async (transaction) => {
    let query = transaction
      .selectFrom("sessions")
      .selectAll()
      .where("project_id", "=", project_id)
      .where("environment", "=", environment)
      .where("status", "=", "active");
    if (user_id !== "") query = query.where("user_id", "=", user_id);
    for (const row of await query.execute()) await attach(transaction, row, attached);
  });
}

async function attach(
  transaction: StoreTransaction,
  row: SessionRow,
  { connection, earlier, sessionId, now }: AttachedAccount,
): Promise<void> {
  if (connection.user_id === "" && row.accounts === "user") return;
  const servers = serversOf(row);
  const changed = servers.map((server): SessionServerRow => {
    if (server.id !== connection.server_id) return server;
    const isReplaced = earlier !== undefined && server.account === earlier.id;
    if (!isReplaced && !isWaiting(server, row.id === sessionId)) return server;
    const { id, name } = server;
    return { id, name, status: "connected", connected_at: now, account: connection.id };
  });
  if (changed.every((server, index) => server === servers[index])) return;
  await transaction
    .updateTable("sessions")
    .set({ servers: JSON.stringify(changed) })
    .where("id", "=", row.id)
    .execute();
}

function isWaiting({ status }: SessionServerRow, isAsked: boolean): boolean {
  return isAsked || status === "pending" || status === "error";
}
