import { serversOf, type SessionServerRow } from "../sessions/session-server-row.ts";
import type { ConnectionRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";

/** Takes a revoked account's server out of every session that uses it. */
export async function detachAccount(store: Store, connection: ConnectionRow): Promise<void> {
  await store.write(async (transaction) => {
    const rows = await transaction
      .selectFrom("sessions")
      .selectAll()
      .where("project_id", "=", connection.project_id)
      .where("environment", "=", connection.environment)
      .where("status", "=", "active")
      .execute();
    for (const row of rows) {
      const servers = serversOf(row);
      if (!servers.some(({ account }) => account === connection.id)) continue;
      const changed = servers.map((server): SessionServerRow =>
        server.account === connection.id
          ? { id: server.id, name: server.name, status: "pending", connected_at: null }
          : server,
      );
      await transaction
        .updateTable("sessions")
        .set({ servers: JSON.stringify(changed) })
        .where("id", "=", row.id)
        .execute();
    }
  });
}
