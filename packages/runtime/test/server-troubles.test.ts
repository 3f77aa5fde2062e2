/** What an operator is told of a server that is not to be had: why, once, and no secret. */
import path from "node:path";

import { describe, expect, it, onTestFinished } from "vitest";

import { createServerTroubles } from "../src/mcp/server-troubles.ts";
import type { RuntimeOptions } from "../src/runtime-options.ts";
import { openRuntime } from "./open-runtime.ts";
import { serveFetch } from "./servers/serve-fetch.ts";
import { serveTools } from "./servers/serve-tools.ts";

const hostile = path.join(import.meta.dirname, "../../../test/end-to-end/servers/hostile.mjs");
const secret = "hush-hush-0001";

type Line = Readonly<Record<string, unknown>>;

function open(servers: RuntimeOptions["servers"], options: RuntimeOptions = {}) {
  const lines: Line[] = [];
  const logger = {
    info: () => undefined,
    error: (message: string, facts: Line) => void lines.push({ message, ...facts }),
  };
  const test = openRuntime({ servers, logger, ...options });
  onTestFinished(() => test.runtime.close());
  return { ...test, lines };
}

function child(script: string) {
  return { command: "sh", args: ["-c", script], env: { TOKEN: secret } };
}

/** An address where nothing listens any more. */
async function closedUrl(): Promise<string> {
  const served = await serveFetch(() => new Response());
  await served[Symbol.asyncDispose]();
  return served.url;
}

async function answering(respond: () => Response): Promise<string> {
  const served = await serveFetch(respond);
  onTestFinished(() => served[Symbol.asyncDispose]());
  return served.url;
}

describe("a server that cannot be reached", () => {
  it.each([
    [
      "a command that there is not",
      { command: "no-such-command" },
      { kind: "cannot_start", code: "ENOENT" },
    ],
    ["a program that ends", child("exit 3"), { kind: "exited", exit_code: 3 }],
    ["a program that is killed", child("kill -9 $$"), { kind: "exited", signal: "SIGKILL" }],
    [
      "a name that there is not",
      { url: `http://no-such-host.invalid/mcp?token=${secret}` },
      { kind: "connection", code: "ENOTFOUND" },
    ],
  ])("is told by its kind: %s", async (_title, spec, facts) => {
    const test = open({ erp: spec });
    await test.session(["erp"]);
    expect(test.lines).toEqual([
      {
        message: "A server cannot be reached.",
        server: "erp",
        project: expect.stringMatching(/^prj_/),
        environment: "test",
        ...facts,
      },
    ]);
    expect(JSON.stringify(test.lines)).not.toContain(secret);
  });

  it.each([
    [() => new Response(secret, { status: 503 }), { kind: "http", status: 503 }],
    [() => new Response(secret, { status: 401 }), { kind: "http", status: 401 }],
    [() => new Response(secret, { status: 429 }), { kind: "http", status: 429 }],
    [
      () => new Response(secret, { headers: { "content-type": "application/json" } }),
      { kind: "protocol" },
    ],
    [
      () => new Response(secret, { headers: { "content-type": "text/html" } }),
      { kind: "protocol", code: "CLIENT_HTTP_UNEXPECTED_CONTENT" },
    ],
  ])("is told by what it answered, not in its words", async (respond, facts) => {
    const test = open({ erp: { url: `${await answering(respond)}/mcp?token=${secret}` } });
    await test.session(["erp"]);
    expect(test.lines).toEqual([expect.objectContaining(facts)]);
    expect(JSON.stringify(test.lines)).not.toContain(secret);
  });

  it("is told once, however many ask for it", async () => {
    const test = open({ erp: { url: await closedUrl() } });
    await Promise.all(Array.from({ length: 5 }, () => test.session(["erp"])));
    await test.session(["erp"]);
    expect(test.lines).toEqual([expect.objectContaining({ code: "ECONNREFUSED" })]);
  });

  it("is told apart from one that would be a process too many", async () => {
    const test = open({ erp: { command: process.execPath, args: [hostile] } }, { maxChildren: 0 });
    await test.session(["erp"]);
    expect(test.lines).toEqual([expect.objectContaining({ kind: "too_many_processes" })]);
  });
});

describe("a call that is not answered", () => {
  it("is told by how the server's process ended", async () => {
    const test = open({ erp: { command: process.execPath, args: [hostile] } });
    await test.execute(await test.session(["erp"]), "erp_crash", {});
    expect(test.lines).toEqual([
      expect.objectContaining({
        message: "A call to a server was not answered.",
        server: "erp",
        kind: "exited",
        exit_code: 1,
      }),
    ]);
  });

  it("is told when its time is over", async () => {
    const test = open({ erp: { command: process.execPath, args: [hostile], timeoutMs: 50 } });
    await test.execute(await test.session(["erp"]), "erp_hang", {});
    expect(test.lines).toEqual([expect.objectContaining({ kind: "timeout" })]);
  });

  it("is told when the server has gone", async () => {
    const bank = await serveTools({ charge: { run: () => ({ done: true }) } });
    const test = open({ bank: { url: bank.url } });
    const id = await test.session(["bank"]);
    await bank[Symbol.asyncDispose]();
    for (let call = 0; call < 7; call += 1) await test.execute(id, "bank_charge", {});
    expect(test.lines).toEqual([expect.objectContaining({ code: "ECONNREFUSED" })]);
  });

  it("is not told when the server refuses it in so many words", async () => {
    const test = open({ erp: { command: process.execPath, args: [hostile] } });
    await test.execute(await test.session(["erp"]), "erp_refuse", {});
    expect(test.lines).toEqual([]);
  });

  it("is not told of a sandbox server, which fails as it is asked to", async () => {
    const test = open({}, { callTimeoutMs: 50 });
    const id = await test.session(["stripe"]);
    const { body } = await test.execute(id, "codespar_pay", {
      amount: 1_000,
      currency: "BRL",
      method: "pix",
      description: "sandbox:timeout_after_commit",
    });
    expect(body.error_code).toBe("outcome_unknown");
    expect(test.lines).toEqual([]);
  });
});

describe("what is told", () => {
  it("is told again after a minute, and of one server only so much in one", () => {
    let now = 0;
    let told = 0;
    const troubles = createServerTroubles({
      directory: { find: () => undefined },
      logger: { info: () => undefined, error: () => void (told += 1) },
      now: () => now,
    });
    const target = {
      projectId: "prj_1",
      environment: "live",
      serverId: "erp",
      account: "a",
    } as const;
    const fail = (code: string) =>
      troubles.tell({
        at: "link",
        target,
        cause: Object.assign(new Error("?"), { code }),
        exit: undefined,
      });
    fail("ECONNREFUSED");
    fail("ECONNREFUSED");
    expect(told).toBe(1);
    for (let count = 0; count < 100; count += 1) fail(`E${count}`);
    expect(told).toBe(5);
    now = 60_000;
    fail("ECONNREFUSED");
    expect(told).toBe(6);
  });
});
