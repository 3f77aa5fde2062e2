/** A server that does not answer, or of which there are too many, costs nobody else. */
import path from "node:path";
import { setTimeout } from "node:timers/promises";

import { InMemoryTransport } from "@modelcontextprotocol/client";
import { Server } from "@modelcontextprotocol/server";
import { describe, expect, it, onTestFinished } from "vitest";

import { openMcpConnection } from "../src/mcp/mcp-connection.ts";
import { createSlowFailures } from "../src/mcp/slow-failures.ts";
import { openRuntime } from "./open-runtime.ts";
import { serveTools } from "./servers/serve-tools.ts";
import { newStore } from "./stores/new-store.ts";

const script = path.join(import.meta.dirname, "../../../test/end-to-end/servers/hostile.mjs");

describe("a server that is not reached any more", () => {
  it("is said to be so, and is not a tool that there never was", async () => {
    const store = newStore();
    const bank = await serveTools({ charge: { run: () => ({ done: true }) } });
    const options = { store, apiKey: "csk_test_unreachable-00001", signingKey: "kept" };
    const servers = { bank: { url: bank.url } };
    const before = openRuntime({ ...options, servers });
    const id = await before.session(["bank", "stripe"]);
    await before.runtime.close();
    await bank[Symbol.asyncDispose]();
    const after = openRuntime({ ...options, servers });
    onTestFinished(() => after.runtime.close());
    const { body: lost } = await after.execute(id, "bank_charge", {});
    expect(lost).toMatchObject({ success: false, error_code: "provider_unavailable" });
    expect(lost.error).toContain("nothing was sent");
    const { body: unknown } = await after.execute(id, "stripe_no_such_tool", {});
    expect(unknown.error_code).toBe("unknown_tool");
  });
});

describe("a server that does not answer", () => {
  function open() {
    let now = 0;
    let asked = 0;
    const failures = createSlowFailures<string>(100, () => now);
    const hang = (): Promise<string> => {
      asked += 1;
      now += 100;
      return Promise.reject(new Error("It does not answer."));
    };
    return {
      failures,
      hang,
      asked: () => asked,
      pass(ms: number) {
        now += ms;
      },
    };
  }

  it("is waited for once, then left alone for a while, and then asked again", async () => {
    const { failures, hang, asked, pass } = open();
    await expect(failures.open("a", hang)).rejects.toThrow("does not answer");
    await expect(failures.open("a", hang)).rejects.toThrow("does not answer");
    expect(asked()).toBe(1);
    await expect(failures.open("b", () => Promise.resolve("open"))).resolves.toBe("open");
    pass(100);
    await expect(failures.open("a", () => Promise.resolve("open"))).resolves.toBe("open");
  });

  it("is not waited for long while it is asked again", async () => {
    const { failures, hang } = open();
    const never = new Promise<string>(() => undefined);
    await expect(failures.open("a", hang)).rejects.toThrow("does not answer");
    await expect(failures.wait("a", never)).rejects.toThrow("does not answer");
    await expect(failures.wait("a", Promise.resolve("open"))).resolves.toBe("open");
  });

  it("is asked again at once when it fails at once", async () => {
    const { failures } = open();
    const refuse = () => Promise.reject(new Error("refused"));
    await expect(failures.open("a", refuse)).rejects.toThrow("refused");
    await expect(failures.open("a", () => Promise.resolve("open"))).resolves.toBe("open");
  });
});

describe("a server that lists its tools slowly", () => {
  it("has the time of one connection for all pages", async () => {
    let pages = 0;
    const server = new Server({ name: "slow", version: "1" }, { capabilities: { tools: {} } });
    server.setRequestHandler("tools/list", async () => {
      await setTimeout(20);
      pages += 1;
      return {
        tools: [{ name: `p${pages}`, inputSchema: { type: "object" } }],
        nextCursor: `${pages}`,
      };
    });
    const [transport, far] = InMemoryTransport.createLinkedPair();
    await server.connect(far);
    const told = { serverId: "slow", isChild: false, onClose: () => undefined };
    const opening = openMcpConnection({ ...told, transport, connectTimeoutMs: 200 });
    await expect(opening).rejects.toThrow(/abort|timeout/i);
    expect(pages).toBeLessThan(20);
  });
});

describe("server processes", () => {
  it("are no more than they may be, however many are asked for at once", async () => {
    const ids = Array.from({ length: 6 }, (_, index) => `erp${index}`);
    const child = { command: process.execPath, args: [script] };
    const servers = Object.fromEntries(ids.map((id) => [id, child]));
    const test = openRuntime({ servers, maxChildren: 2 });
    onTestFinished(() => test.runtime.close());
    const body = { user_id: "user_123", servers: ids };
    const { body: session } = await test.call("POST", "/v1/sessions", body);
    expect(session.servers.map(({ status }: { status: string }) => status)).toEqual(
      ids.map(() => "connected"),
    );
    const { body: metrics } = await test.call("GET", "/metrics");
    expect(metrics).toMatch(/^codespar_server_processes 2$/m);
    expect((await test.execute(session.id, "erp5_echo", {})).body.success).toBe(true);
  });
});

describe("the link of a user's own account", () => {
  it("ends when nobody calls, and is there again for the next call", async () => {
    const bank = await serveTools({ charge: { run: () => ({ done: true }) } });
    onTestFinished(() => bank[Symbol.asyncDispose]());
    const credentials = [{ name: "TOKEN", label: "Token" }];
    const headers = { authorization: "Bearer ${TOKEN}" };
    const servers = { bank: { url: bank.url, headers, credentials } };
    const test = openRuntime({ servers, childIdleMs: 0 });
    onTestFinished(() => test.runtime.close());
    await test.call("POST", "/v1/connections", {
      server_id: "bank",
      user_id: "user_123",
      secret: "one",
    });
    const id = await test.session(["bank"]);
    expect((await test.execute(id, "bank_charge", {})).body.success).toBe(true);
    const links = async () =>
      /^codespar_server_links (\d+)$/m.exec((await test.call("GET", "/metrics")).body)?.[1];
    await expect.poll(links).toBe("0");
    expect((await test.execute(id, "bank_charge", {})).body.success).toBe(true);
  });
});
