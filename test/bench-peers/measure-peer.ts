import { isDeepStrictEqual } from "node:util";

import type { AdapterHarness } from "@codespar/conformance";
import type { SchemaCase } from "@codespar/fidelity/read-corpus";
import type { Tool } from "@codespar/protocol";
import { createRecordingSession } from "@codespar/sdk/testing";

import type { Peer } from "./peers.ts";

/** What one way costs, and how much of hard schemas it keeps. */
export interface Measured {
  readonly framework: string;
  readonly package: string;
  /** Milliseconds of CPU for 1,000 tools. */
  readonly convertMs: number;
  /** Megabytes of heap that 1,000 converted tools keep. */
  readonly heapMb: number;
  /** Microseconds from the framework's call of a tool to its result. */
  readonly callUs: number;
  /** Cases whose samples all did what they should, of the cases there are. */
  readonly correct: number;
  readonly cases: number;
}

/** Measures one way. */
export async function measurePeer(peer: Peer, cases: readonly SchemaCase[]): Promise<Measured> {
  let correct = 0;
  for (const schemaCase of cases) if (await isCorrect(peer, schemaCase)) correct += 1;
  return {
    framework: peer.framework,
    package: peer.package,
    ...(await measureConversion(peer)),
    callUs: await measureCall(peer),
    correct,
    cases: cases.length,
  };
}

const schema = {
  type: "object",
  properties: {
    amount: { type: "integer", minimum: 1, description: "Amount in centavos." },
    currency: { type: "string", enum: ["BRL", "USD"] },
    customer: {
      type: "object",
      properties: {
        name: { type: "string", maxLength: 100 },
        email: { type: "string", format: "email" },
        document: { anyOf: [{ type: "string", pattern: "^[0-9]{11}$" }, { type: "null" }] },
      },
      required: ["name"],
    },
    items: {
      type: "array",
      items: {
        type: "object",
        properties: { sku: { type: "string" }, quantity: { type: "integer" } },
        required: ["sku", "quantity"],
      },
    },
    metadata: { type: "object", additionalProperties: { type: "string" } },
  },
  required: ["amount"],
};
const input = { amount: 100, customer: { name: "Ana" }, items: [{ sku: "a", quantity: 1 }] };

function makeTools(count: number): readonly Tool[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `create_payment_${index}`,
    description: "Creates a payment.",
    input_schema: structuredClone(schema),
    server: "shop",
    annotations: { readOnlyHint: true },
  }));
}

const rounds = 7;

/** Sessions are listed before and results held until after, so that nothing else is counted. */
async function measureConversion(peer: Peer): Promise<Pick<Measured, "convertMs" | "heapMb">> {
  const converters: Array<() => Promise<unknown>> = [];
  for (let round = 0; round < rounds; round += 1) {
    const session = createRecordingSession({ tools: makeTools(1_000) });
    converters.push(await peer.prepare(session));
  }
  const before = await heapUsed();
  const held: unknown[] = [];
  const times: number[] = [];
  for (const convert of converters) {
    const started = process.cpuUsage();
    held.push(await convert());
    const { user, system } = process.cpuUsage(started);
    times.push((user + system) / 1_000);
  }
  const heapMb = ((await heapUsed()) - before) / 2 ** 20 / rounds;
  if (held.includes(undefined)) throw new Error(`${peer.package} converts to nothing.`);
  return { convertMs: median(times), heapMb };
}

/** What is in use once everything that can go is gone. */
async function heapUsed(): Promise<number> {
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}

type Invoke = () => Promise<unknown>;

async function measureCall(peer: Peer): Promise<number> {
  const session = createRecordingSession({ tools: makeTools(1), respond: () => ({ data: {} }) });
  const convert = await peer.prepare(session);
  const [tool] = Object.values((await convert()) as Record<string, any>);
  const calls: Record<Peer["framework"], (id: string) => Invoke> = {
    ai: (toolCallId) => () => tool.execute(input, { toolCallId, messages: [] }),
    langchain: (id) => () => tool.invoke({ type: "tool_call", id, name: tool.name, args: input }),
    mastra: (toolCallId) => () => tool.execute(input, { agent: { toolCallId } }),
  };
  const times: number[] = [];
  for (let count = 0; count < 3_000; count += 1) {
    const call = calls[peer.framework](`call_${count}`);
    const before = performance.now();
    await call();
    times.push((performance.now() - before) * 1_000);
  }
  return median(times.slice(1_000));
}

/** Whether a tool with this schema is offered, and all its samples do what they should. */
async function isCorrect(peer: Peer, schemaCase: SchemaCase): Promise<boolean> {
  const { name, inputSchema, valid = [], invalid = [] } = schemaCase;
  const tool: Tool = {
    name: "tool",
    description: name,
    input_schema: inputSchema,
    server: "shop",
    annotations: { readOnlyHint: true },
  };
  const run = async (turns: Parameters<AdapterHarness["run"]>[0]["turns"]) => {
    const session = createRecordingSession({ tools: [structuredClone(tool)] });
    const getTools = async (): Promise<unknown> => (await peer.prepare(session))();
    return { session, ...(await peer.run({ session, turns, getTools })) };
  };
  try {
    const { definitions, error } = await run([]);
    const [definition] = definitions;
    if (error !== undefined || definition === undefined) return false;
    const samples = [
      ...valid.map((value) => ({ value, arrives: true })),
      ...invalid.map((value) => ({ value, arrives: false })),
    ];
    for (const { value, arrives } of samples) {
      const sent = toSentKeys(value, inputSchema, definition.inputSchema);
      const call = { id: "call_1", name: definition.name, input: sent };
      const { session } = await run([[call]]);
      const [arrived] = session.calls;
      if (arrives ? !isDeepStrictEqual(arrived?.params, value) : arrived !== undefined)
        return false;
    }
    return true;
  } catch {
    return false;
  }
}

/** The keys as the model was shown them, where an adapter had to rename them. */
function toSentKeys(value: unknown, original: unknown, sent: unknown): unknown {
  const before = propertiesOf(original);
  const after = propertiesOf(sent);
  if (before.length !== after.length || typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [after[before.indexOf(key)] ?? key, member]),
  );
}

function propertiesOf(of: unknown): readonly string[] {
  const properties: unknown = Reflect.get(Object(of), "properties");
  return Object.keys(Object(properties));
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}
