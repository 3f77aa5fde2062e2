import { RuntimeError } from "../runtime-error.ts";
import type { SessionRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { type SessionServerRow, serversOf } from "./session-server-row.ts";

/**
 * Takes a connected server out of a session; the servers are read again in the transaction, for
 * others may be changing them.
 *
 * @throws RuntimeError `not_found`, or `not_connected`.
 */
export async function disconnectServer(
  store: Store,
  { id }: SessionRow,
  serverId: string,
): Promise<void> {
  await store.write(async (transaction) => {
    const row = await transaction
      .selectFrom("sessions")
      .selectAll()
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    const servers = serversOf(row);
    const server = servers.find((candidate) => candidate.id === serverId);
    if (server === undefined) {
      throw new RuntimeError("not_found", `The session has no server "${serverId}".`);
    }
    if (server.status !== "connected") throw new RuntimeError("not_connected");
    const changed = servers.map((other): SessionServerRow =>
      other === server
        ? { id: server.id, name: server.name, status: "disconnected", connected_at: null }
        : other,
    );
    await transaction
      .updateTable("sessions")
      .set({ servers: JSON.stringify(changed) })
      .where("id", "=", id)
      .execute();
  });
}
