import { createHash, timingSafeEqual } from "node:crypto";
import { DatabaseSync } from "node:sqlite";

import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";

import { openBareClient } from "./bare-client.ts";
import { measureManyAtOnce, type Throughput } from "./many-at-once.ts";

const key = "Bearer csk_test_bare";
const route = createRoute({
  method: "post",
  path: "/sessions/{session_id}/execute",
  request: {
    params: z.object({ session_id: z.string() }),
    headers: z.object({ "idempotency-key": z.string().max(255) }),
    body: {
      content: {
        "application/json": {
          schema: z.object({ tool: z.string(), input: z.record(z.string(), z.unknown()) }),
        },
      },
    },
  },
  responses: { 200: { description: "What came of it." } },
});

/**
 * The least that a durable call takes, by 32 callers at once: a route, a key, a checked body, an
 * intent and an outcome in shared commits of a SQLite file, and the MCP call. It has no policy, no
 * audit, no billing and no SDK: what `session.execute` is held against on the same machine.
 */
export async function measureBareSlice(file: string): Promise<Throughput> {
  const database = openDatabase(file);
  const client = await openBareClient();
  const write = createSharedCommit(database);
  const insert = database.prepare("insert into calls values (?, ?, ?, ?, null)");
  const update = database.prepare("update calls set result = ? where key = ?");
  const app = new OpenAPIHono().openapi(route, async (context) => {
    if (!isKey(context.req.header("authorization") ?? "")) return context.body(null, 401);
    const { tool, input } = context.req.valid("json");
    const { "idempotency-key": idempotencyKey } = context.req.valid("header");
    const { session_id } = context.req.valid("param");
    await write(() => insert.run(idempotencyKey, session_id, tool, JSON.stringify(input)));
    const result = await client.callTool({ name: tool, arguments: input });
    await write(() => update.run(JSON.stringify(result), idempotencyKey));
    return context.json(result, 200);
  });
  const call = async (): Promise<void> => {
    const response = await app.request("/sessions/ses_1/execute", {
      method: "POST",
      headers: {
        authorization: key,
        "content-type": "application/json",
        "idempotency-key": crypto.randomUUID(),
      },
      body: JSON.stringify({ tool: "stripe_list_payment_intents", input: { limit: 1 } }),
    });
    if (!response.ok) throw new Error(await response.text());
    await response.json();
  };
  const measured = await measureManyAtOnce("the bare slice, SQLite file", call);
  await client.close();
  database.close();
  return measured;
}

function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec(`
    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    create table calls (key text primary key, session_id text, tool text, input text, result text)`);
  return database;
}

function isKey(given: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(key));
}

/** Commits together what is written in one turn of the event loop. */
function createSharedCommit(database: DatabaseSync): (work: () => unknown) => Promise<void> {
  let waiting: { work(): unknown; resolve(): void }[] = [];
  const flush = (): void => {
    const jobs = waiting;
    waiting = [];
    database.exec("begin immediate");
    for (const { work } of jobs) work();
    database.exec("commit");
    for (const { resolve } of jobs) resolve();
  };
  return (work) =>
    new Promise((resolve) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ work, resolve });
    });
}
