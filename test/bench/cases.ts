import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

import { bindTools } from "@codespar/adapter";
import type { Tool } from "@codespar/protocol";
import { createRuntime } from "@codespar/runtime";
import { serve } from "@codespar/runtime/node";
import { CodeSpar, type Session } from "@codespar/sdk";
import { createRecordingSession } from "@codespar/sdk/testing";
import { toVercelTool } from "@codespar/vercel";

import { openBareClient } from "./bare-client.ts";
import { measure, type Measurement, medianCpuMs } from "./measure.ts";

const servers = ["stripe", "mercadopago", "correios"];
const tool = "stripe_list_payment_intents";
const input = { limit: 1 };

/** The same call on a bare MCP client and server in memory: what everything else is held against. */
export async function bareMcpCall(): Promise<Measurement> {
  const client = await openBareClient();
  const result = await measure("bare MCP call in memory", () =>
    client.callTool({ name: tool, arguments: input }),
  );
  await client.close();
  return result;
}

/** One row committed durably to SQLite: a call needs two such commits, whatever else it does. */
export async function durableCommit(file: string): Promise<Measurement> {
  const database = new DatabaseSync(file);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; create table t (value)");
  const insert = database.prepare("insert into t values (?)");
  const result = await measure("one durable SQLite commit", () =>
    Promise.resolve(insert.run("a row")),
  );
  database.close();
  return result;
}

/** `session.execute` in this process, on a store in memory or in a file. */
export async function executeInProcess(name: string, store: string): Promise<Measurement> {
  await using runtime = createRuntime({ store });
  const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch: runtime.fetch });
  return await measureExecute(name, await codespar.create("user_123", { servers }));
}

/** `session.execute` over a socket on this machine. */
export async function executeOverLoopback(store: string): Promise<Measurement> {
  const runtime = createRuntime({ store });
  await using served = await serve(runtime, { port: 0 });
  const codespar = new CodeSpar({ apiKey: runtime.apiKey, baseUrl: served.url });
  const session = await codespar.create("user_123", { servers });
  return await measureExecute("execute over loopback, SQLite file", session);
}

/** A Pix charge in this process: the same with a payment recorded. */
export async function payInProcess(store: string): Promise<Measurement> {
  await using runtime = createRuntime({ store });
  const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch: runtime.fetch });
  const session = await codespar.create("user_123", { servers });
  return await measure("codespar_pay in process, SQLite file", () =>
    session.execute("codespar_pay", { method: "pix", amount: 9990 }),
  );
}

/** `codespar.create` with three sandbox servers. */
export async function createSession(): Promise<Measurement> {
  await using runtime = createRuntime();
  const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch: runtime.fetch });
  return await measure("create with 3 sandbox servers", () =>
    codespar.create("user_123", { servers }),
  );
}

/** `codespar.create` with every server of the catalog. */
export async function createWholeSession(): Promise<Measurement> {
  await using runtime = createRuntime();
  const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch: runtime.fetch });
  return await measure("create with preset all", () =>
    codespar.create("user_123", { preset: "all" }),
  );
}

/** A path for a SQLite file of its own. */
export function storeFile(): string {
  return path.join(mkdtempSync(path.join(tmpdir(), "codespar-bench-")), "store.db");
}

/** CPU time of converting 1,000 tools of about 1 kB each, in milliseconds. */
export function convertThousandTools(): number {
  const tools = Array.from({ length: 1_000 }, (_, index) => makeTool(`tool_${index}`));
  const session = createRecordingSession({ tools });
  const framework = { name: "bench", adapterVersion: "0.0.0" };
  return medianCpuMs(() => bindTools(session, tools, { framework, defaultDialect: "portable" }));
}

/** A call through the AI SDK tool, and the same call made directly. */
export async function adapterCalls(): Promise<readonly [Measurement, Measurement]> {
  const definition = makeTool("charge");
  const answer = {
    success: true,
    data: { payment_id: "pay_1", status: "pending" },
    error: null,
    error_code: null,
    server: "bench",
    tool: "charge",
    duration: 0,
    tool_call_id: "tc_1",
    called_at: "2026-01-01T00:00:00.000Z",
  };
  const session = { id: "ses_bench", execute: () => Promise.resolve(answer) };
  const { execute } = toVercelTool(definition, session);
  const call = { toolCallId: "call_1", messages: [], context: {} };
  const charge = { field_0: "a", field_1: "b" };
  const direct = await measure("session.execute alone (no session behind it)", () =>
    session.execute(),
  );
  const adapted = await measure("the same through an AI SDK tool", async () =>
    execute?.(charge, call as never),
  );
  return [direct, adapted];
}

function measureExecute(name: string, session: Session): Promise<Measurement> {
  return measure(name, () => session.execute(tool, input));
}

function makeTool(name: string): Tool {
  const properties = Object.fromEntries(
    Array.from({ length: 8 }, (_, index) => [
      `field_${index}`,
      {
        type: "string",
        description: `A field with a description of ordinary length, number ${index}.`,
        minLength: 1,
        maxLength: 200,
      },
    ]),
  );
  return {
    name,
    description: "A tool with a schema of about one kilobyte.",
    input_schema: { type: "object", properties, required: ["field_0", "field_1"] },
    server: "bench",
  };
}
