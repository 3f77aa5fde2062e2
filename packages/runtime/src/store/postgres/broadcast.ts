import { Client, type Pool } from "pg";

const channel = "codespar";
const reconnectMs = 1_000;

/** Messages between the processes on one database. */
export interface Broadcast {
  send(message: string): Promise<void>;
  listen(listener: (message: string) => void): void;
  close(): Promise<void>;
}

/** Listens on a connection of its own, which is made again when it breaks. */
export async function createBroadcast(url: string, pool: Pool): Promise<Broadcast> {
  const listeners: ((message: string) => void)[] = [];
  let client: Client | undefined;
  let closed = false;
  let again: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    const fresh = new Client({ connectionString: url, application_name: "codespar-listen" });
    fresh.on("notification", ({ payload = "" }) => {
      for (const listener of listeners) listener(payload);
    });
    fresh.on("error", () => undefined);
    fresh.on("end", connectLater);
    await fresh.connect();
    await fresh.query(`listen ${channel}`);
    client = fresh;
  }

  function connectLater(): void {
    if (closed) return;
    clearTimeout(again);
    again = setTimeout(() => void connect().catch(connectLater), reconnectMs);
    again.unref();
  }

  await connect();
  return {
    async send(message) {
      await pool.query("select pg_notify($1, $2)", [channel, message]);
    },
    listen: (listener) => void listeners.push(listener),
    async close() {
      closed = true;
      clearTimeout(again);
      await client?.end();
    },
  };
}
