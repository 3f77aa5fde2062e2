/** A server that crashes, hangs and lies costs only its own calls, and each answer is the truth. */
import path from "node:path";

import { createRuntime } from "@codespar/runtime";
import { CodeSpar, type Session } from "@codespar/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const script = path.join(import.meta.dirname, "servers/hostile.mjs");
const runtime = createRuntime({
  servers: {
    hostile: { command: process.execPath, args: [script], timeoutMs: 300 },
    failing: {
      command: process.execPath,
      args: [script],
      timeoutMs: 300,
      breaker: { failures: 2, openMs: 500 },
    },
    narrow: { command: process.execPath, args: [script], timeoutMs: 300, maxConcurrent: 1 },
  },
});
const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch: runtime.fetch });
let session: Session;

beforeAll(async () => {
  session = await codespar.create("user_123", {
    servers: ["hostile", "failing", "narrow", "stripe"],
  });
});
afterAll(() => runtime.close());

describe("a call that changes something", () => {
  it.each(["crash", "hang", "garbage"])(
    "to a server that does %s has an unknown outcome",
    async (tool) => {
      const result = await session.execute(`hostile_${tool}`, {});
      expect(result).toMatchObject({ success: false, error_code: "outcome_unknown" });
      expect(result.error).toMatch(/may have taken effect/);
    },
  );

  it("that the server refuses has failed, with what the server said", async () => {
    const result = await session.execute("hostile_refuse", {});
    expect(result).toMatchObject({ success: false, error_code: "provider_error" });
    expect(result.error).toContain("Not today.");
  });

  it("whose answer breaks its own output schema is a success with a warning", async () => {
    const result = await session.execute("hostile_lie", {});
    expect(result).toMatchObject({ success: true, data: { n: "x" } });
    expect(result.warning).toMatch(/output schema.*"n"/s);
  });
});

describe("a server that crashed", () => {
  it("is started again for the next call, and the session keeps its tools", async () => {
    const before = await session.execute("hostile_echo", { a: 1 });
    await session.execute("hostile_crash", {});
    const after = await session.execute("hostile_echo", { a: 1 });
    expect(after).toMatchObject({ success: true, data: { echo: { a: 1 } } });
    expect(after.data["pid"]).not.toBe(before.data["pid"]);
  });

  it("leaves the session's other servers alone", async () => {
    const [crashed, paid] = await Promise.all([
      session.execute("hostile_crash", {}),
      session.execute("codespar_pay", { amount: 1 }),
    ]);
    expect(crashed.success).toBe(false);
    expect(paid).toMatchObject({ success: true, server: "stripe" });
  });
});

describe("a server that keeps failing", () => {
  it("is left alone for a while, and then asked again", async () => {
    for (let failure = 0; failure < 2; failure += 1) {
      const { error_code } = await session.execute("failing_hang", {});
      expect(error_code).toBe("outcome_unknown");
    }
    const spared = await session.execute("failing_echo", {});
    expect(spared).toMatchObject({ error_code: "provider_unavailable" });
    expect(spared.error).toContain("nothing was sent");
    expect((await session.execute("hostile_echo", {})).success).toBe(true);
    await expect
      .poll(async () => (await session.execute("failing_echo", {})).success, { timeout: 3_000 })
      .toBe(true);
  });

  it("by refusing is not left alone: it is well", async () => {
    for (let refusal = 0; refusal < 4; refusal += 1) await session.execute("failing_refuse", {});
    expect((await session.execute("failing_echo", {})).success).toBe(true);
  });
});

describe("a server that takes one call at a time", () => {
  it("is spared the second, which was not sent and may be made again", async () => {
    const hanging = session.execute("narrow_hang", {});
    await expect
      .poll(async () => (await session.execute("narrow_echo", {})).error_code)
      .toBe("provider_rate_limited");
    expect((await hanging).error_code).toBe("outcome_unknown");
    expect((await session.execute("narrow_echo", {})).success).toBe(true);
  });
});

describe("a server whose tools change", () => {
  it("changes the session's tools", async () => {
    const names = async () => (await session.tools()).map(({ name }) => name);
    expect(await names()).not.toContain("hostile_grown");
    await session.execute("hostile_grow", {});
    await expect.poll(names, { timeout: 3_000 }).toContain("hostile_grown");
  });
});
