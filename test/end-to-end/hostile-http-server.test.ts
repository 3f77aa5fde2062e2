/** Whatever a server over HTTP answers, each call ends in time, truthfully, and once. */
import { createRuntime, type Runtime } from "@codespar/runtime";
import { CodeSpar, type Session } from "@codespar/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type HostileServer, startHostileServer } from "./servers/hostile-http.ts";

const timeoutMs = 2_000;
let hostile: HostileServer;
let runtime: Runtime;
let session: Session;

beforeAll(async () => {
  hostile = await startHostileServer();
  const server = { url: hostile.url, timeoutMs, breaker: { failures: 1_000 } };
  runtime = createRuntime({ servers: { hostile: server } });
  const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch: runtime.fetch });
  session = await codespar.create("user_123", { servers: ["hostile", "stripe"] });
});
afterAll(async () => {
  await runtime.close();
  await hostile[Symbol.asyncDispose]();
});

async function timed(tool: string) {
  const startedAt = performance.now();
  const result = await session.execute(`hostile_${tool}`, {});
  return { result, ms: performance.now() - startedAt };
}

const lost = [
  "drop",
  "halfway",
  "halfway_stream",
  "hang",
  "broken",
  "gateway",
  "garbage",
  "stranger",
  "shapeless",
  "huge",
  "huge_stream",
  "elsewhere",
] as const;

describe("a call that changes something, whose answer is lost", () => {
  it.each(lost)("by %s ran once, in time, and its outcome is unknown", async (tool) => {
    const { result, ms } = await timed(tool);
    expect(result).toMatchObject({ success: false, error_code: "outcome_unknown", data: {} });
    expect(hostile.ran.get(tool)).toBe(1);
    expect(ms).toBeLessThan(timeoutMs + 1_000);
    const again = await session.execute("codespar_pay", { amount: 100 });
    expect(again.success).toBe(true);
  });
});

/** Faults that look like an answer on its way until the time is over. */
const silent = new Set<string>(["hang", "halfway_stream", "huge_stream", "stranger"]);

describe("a call that only reads, whose answer is lost", () => {
  it.each(lost)("by %s is made again within its time, and is safe to repeat", async (fault) => {
    const { result, ms } = await timed(`look_${fault}`);
    expect(result).toMatchObject({ success: false, error_code: "provider_timeout" });
    expect(hostile.ran.get(`look_${fault}`)).toBe(silent.has(fault) ? 1 : 3);
    expect(ms).toBeLessThan(timeoutMs + 1_000);
  });
});

describe("a server that refuses", () => {
  it("because it is busy says how long to wait, and nothing was done twice", async () => {
    const { result } = await timed("busy");
    expect(result).toMatchObject({
      success: false,
      error_code: "provider_rate_limited",
      data: { retry_after: 7 },
    });
    expect(hostile.ran.get("busy")).toBe(1);
  });

  it("by HTTP has refused the call", async () => {
    const { result } = await timed("gone");
    expect(result).toMatchObject({ success: false, error_code: "provider_error" });
  });
});

it("leaves a chain that holds, no call under way, and every lost one in the audit", async () => {
  const ask = async (path: string): Promise<any> => {
    const response = await runtime.fetch(`http://codespar.test${path}`, {
      headers: { Authorization: `Bearer ${runtime.apiKey}` },
    });
    return response.json();
  };
  expect(await ask("/v1/audit/verify")).toMatchObject({ valid: true });
  const { data } = await ask(`/v1/sessions/${session.id}/logs?limit=100`);
  const unknown = data.filter(({ status }: { status: string }) => status === "unknown");
  expect(unknown).toHaveLength(lost.length);
  expect(data.some(({ status }: { status: string }) => status === "running")).toBe(false);
});
