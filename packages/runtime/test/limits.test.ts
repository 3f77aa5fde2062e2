/** What is asked too often, too deeply or too much at once is refused before anything is done. */
import { expect, inject, it, onTestFinished } from "vitest";

import type { RuntimeOptions } from "../src/index.ts";
import { openRuntime, type TestRuntime } from "./open-runtime.ts";
import { serveTools } from "./servers/serve-tools.ts";
import { newStore } from "./stores/new-store.ts";

const perHour = (requests: number) => ({ requests, perSeconds: 3_600 });

function open(options: RuntimeOptions): TestRuntime {
  const test = openRuntime(options);
  onTestFinished(() => test.runtime.close());
  return test;
}

it("limits the requests of a key, says what is left, and leaves other keys alone", async () => {
  const { call } = open({ rateLimits: { key: perHour(3) }, store: newStore() });
  const { body: other } = await call("POST", "/v1/api-keys", { name: "other", scopes: [] });
  const first = await call("GET", "/v1/whoami");
  expect(first.status).toBe(200);
  expect(first.headers.get("ratelimit-limit")).toBe("3");
  expect(first.headers.get("ratelimit-remaining")).toBe("1");
  await call("GET", "/v1/whoami");
  const refused = await call("GET", "/v1/whoami");
  expect([refused.status, refused.body.code]).toEqual([429, "rate_limited"]);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(3_500);
  expect(refused.body.details.retry_after).toBe(Number(refused.headers.get("retry-after")));
  const headers = { Authorization: `Bearer ${other.key}` };
  expect((await call("GET", "/v1/whoami", undefined, headers)).status).toBe(200);
});

it("limits the requests of a session, and leaves other sessions alone", async () => {
  const test = open({ rateLimits: { session: perHour(2) }, store: newStore() });
  const [one, other] = [await test.session(["stripe"]), await test.session(["stripe"])];
  const ask = async (id: string) => (await test.call("GET", `/v1/sessions/${id}`)).status;
  expect([await ask(one), await ask(one), await ask(one)]).toEqual([200, 200, 429]);
  expect(await ask(other)).toBe(200);
});

it.skipIf(inject("postgresUrl") === undefined)("counts for every node on a store", async () => {
  const store = newStore();
  const shared = { store, rateLimits: { key: perHour(3) }, apiKey: "csk_test_rate-limits-0001" };
  const [one, two] = [open(shared), open(shared)];
  const statuses: number[] = [];
  for (const node of [one, two, one, two, one]) {
    statuses.push((await node.call("GET", "/v1/whoami")).status);
  }
  expect(statuses).toEqual([200, 200, 200, 429, 429]);
});

it("asks a server no more often than it may be asked, and tells when to try again", async () => {
  let asked = 0;
  const provider = await serveTools({ charge: { run: () => ({ nth: (asked += 1) }) } });
  onTestFinished(() => provider[Symbol.asyncDispose]());
  const bank = { url: provider.url, rateLimit: perHour(2) };
  const test = open({ servers: { bank }, store: newStore() });
  const id = await test.session(["bank"]);
  const charge = (key: string) => test.execute(id, "bank_charge", {}, key);
  expect((await charge("a")).body.success).toBe(true);
  expect((await charge("b")).body.success).toBe(true);
  const { body } = await charge("c");
  expect(body).toMatchObject({ success: false, error_code: "provider_rate_limited" });
  expect(body.data.retry_after).toBeGreaterThan(3_500);
  expect((await charge("a")).body.replayed).toBe(true);
  expect(asked).toBe(2);
});

it("refuses more requests at once than it takes, and answers whether it is well", async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let arrived = (): void => undefined;
  const asked = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const provider = await serveTools({
    charge: {
      async run() {
        arrived();
        await held;
        return {};
      },
    },
  });
  onTestFinished(() => provider[Symbol.asyncDispose]());
  const test = open({ servers: { bank: { url: provider.url } }, maxRequestsAtOnce: 1 });
  const id = await test.session(["bank"]);
  const charging = test.execute(id, "bank_charge", {}, "k");
  await asked;
  const refused = await test.call("GET", "/v1/whoami");
  expect([refused.status, refused.body.code]).toEqual([503, "rate_limited"]);
  expect(refused.headers.get("retry-after")).toBe("1");
  expect((await test.call("GET", "/readyz")).status).toBe(200);
  release();
  expect((await charging).body.success).toBe(true);
  expect((await test.call("GET", "/v1/whoami")).status).toBe(200);
});

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = { a: value };
  return value;
}

it.each([65, 5_000])("refuses arguments of %d levels, and stores nothing", async (levels) => {
  const test = open({});
  const id = await test.session(["stripe"]);
  const text = `{"tool":"codespar_pay","input":${'{"a":'.repeat(levels)}1${"}".repeat(levels)}}`;
  const { status, body } = await test.call("POST", `/v1/sessions/${id}/execute`, text);
  expect([status, body.code]).toEqual([400, "invalid_request"]);
  expect(body.message).toContain("64 levels");
  expect((await test.call("GET", `/v1/sessions/${id}/logs`)).body.data).toEqual([]);
});

it("takes arguments of 64 levels", async () => {
  const provider = await serveTools({ echo: { run: ({ input }) => input } });
  onTestFinished(() => provider[Symbol.asyncDispose]());
  const test = open({ servers: { bank: { url: provider.url } } });
  const id = await test.session(["bank"]);
  const { body } = await test.execute(id, "bank_echo", nested(64));
  expect(body).toMatchObject({ success: true, data: nested(64) });
});

it("gives an answer of too many levels as a success with a warning, so that nobody repeats it", async () => {
  const provider = await serveTools({ charge: { run: () => nested(2_000) as object } });
  onTestFinished(() => provider[Symbol.asyncDispose]());
  const test = open({ servers: { bank: { url: provider.url } } });
  const id = await test.session(["bank"]);
  const { body } = await test.execute(id, "bank_charge", {}, "k");
  expect(body).toMatchObject({ success: true, data: {} });
  expect(body.warning).toContain("256 levels");
});

it("breaks off the check of a server's schema that would hold up everybody else", async () => {
  const text = { type: "string", pattern: "^(a+)+$" };
  const evil = await serveTools({
    look: {
      annotations: { readOnlyHint: true },
      outputSchema: { type: "object", properties: { text } },
      run: () => ({ text: `${"a".repeat(28)}!` }),
    },
  });
  onTestFinished(() => evil[Symbol.asyncDispose]());
  const test = open({ servers: { evil: { url: evil.url } } });
  const id = await test.session(["evil"]);
  const startedAt = performance.now();
  const { body } = await test.execute(id, "evil_look", {});
  expect(body).toMatchObject({ success: true, error: null });
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});
