import { mkdtempSync, writeFileSync } from "node:fs";
/** Servers outside the process: published ones, users' own secrets, children, changing tools. */
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";

import { createRuntime, type RuntimeOptions } from "@codespar/runtime";
import { CodeSpar, type Session } from "@codespar/sdk";
import { describe, expect, it, vi } from "vitest";

const require = createRequire(import.meta.url);
const command = process.execPath;
const account = path.join(import.meta.dirname, "servers/account.mjs");

function published(manifest: string): string {
  return path.join(path.dirname(manifest), "dist/index.js");
}

interface Opened extends AsyncDisposable {
  readonly runtime: ReturnType<typeof createRuntime>;
  readonly codespar: CodeSpar;
}

function open(options: RuntimeOptions): Opened {
  const runtime = createRuntime(options);
  const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch: runtime.fetch });
  return { runtime, codespar, [Symbol.asyncDispose]: () => runtime.close() };
}

interface Environment {
  readonly pid: number;
  readonly env: Readonly<Record<string, string>>;
}

async function environmentOf(session: Session): Promise<Environment> {
  const { data } = await session.execute("account_environment", {});
  return data as unknown as Environment;
}

function post({ runtime }: Opened, body: object): Promise<Response> {
  return runtime.fetch("http://localhost/v1/connections", {
    method: "POST",
    headers: { Authorization: `Bearer ${runtime.apiKey}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

describe("published servers over stdio", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "codespar-"));
  writeFileSync(path.join(folder, "hello.txt"), "olá");

  it.each([
    {
      id: "filesystem",
      args: [
        published(require.resolve("@modelcontextprotocol/server-filesystem/package.json")),
        folder,
      ],
      tool: "filesystem_read_text_file",
      input: { path: path.join(folder, "hello.txt") },
      answer: "olá",
    },
    {
      id: "memory",
      args: [published(require.resolve("@modelcontextprotocol/server-memory/package.json"))],
      tool: "memory_create_entities",
      input: { entities: [{ name: "Maria", entityType: "person", observations: ["buys"] }] },
      answer: "Maria",
    },
    {
      id: "thinking",
      args: [
        published(require.resolve("@modelcontextprotocol/server-sequential-thinking/package.json")),
      ],
      tool: "thinking_sequentialthinking",
      input: { thought: "x", nextThoughtNeeded: false, thoughtNumber: 1, totalThoughts: 1 },
      answer: "thoughtNumber",
    },
  ])("$id serves a session", async ({ id, args, tool, input, answer }) => {
    const env = { MEMORY_FILE_PATH: path.join(folder, "memory.jsonl") };
    await using opened = open({ servers: { [id]: { command, args, env } } });
    const session = await opened.codespar.create("u", { servers: [id] });
    expect((await session.tools()).map(({ name }) => name)).toContain(tool);
    const result = await session.execute(tool, input);
    expect(result.error).toBeNull();
    expect(JSON.stringify(result.data)).toContain(answer);
  });
});

describe("a server that takes users' secrets", () => {
  const servers = {
    account: {
      command,
      args: [account],
      env: { REGION: "br", GREETING: "key ${ACCOUNT_KEY}" },
      credentials: [{ name: "ACCOUNT_KEY", label: "Key" }],
    },
  };

  it("gets each user's own, in a process of its own, and nothing of the runtime's", async () => {
    process.env["CODESPAR_TEST_SECRET"] = "must-not-leak";
    await using opened = open({ servers });
    const { codespar } = opened;
    for (const user of ["ana", "bruno"]) {
      const body = { server_id: "account", user_id: user, secret: `key of ${user}` };
      expect((await post(opened, body)).status).toBe(201);
    }
    const [ana, again, bruno, carla] = await Promise.all(
      ["ana", "ana", "bruno", "carla"].map((user) =>
        codespar.create(user, { servers: ["account"] }),
      ),
    );
    if (!ana || !again || !bruno || !carla) throw new Error("Four sessions were asked for.");
    const [first, same, other] = await Promise.all([ana, again, bruno].map(environmentOf));
    expect(first?.env).toMatchObject({
      ACCOUNT_KEY: "key of ana",
      GREETING: "key key of ana",
      REGION: "br",
    });
    expect(same?.pid).toBe(first?.pid);
    expect(other?.env["ACCOUNT_KEY"]).toBe("key of bruno");
    expect(other?.pid).not.toBe(first?.pid);
    expect(JSON.stringify(first)).not.toContain("must-not-leak");
    expect(carla.servers).toMatchObject([{ status: "pending" }]);
    delete process.env["CODESPAR_TEST_SECRET"];
  });
});

describe("child processes", () => {
  const spec = { command, args: [account] };
  const servers = { account: spec, second: spec, third: spec };

  it("end when nobody calls them, and start again when somebody does", async () => {
    await using opened = open({ servers, childIdleMs: 200 });
    const session = await opened.codespar.create("u", { servers: ["account"] });
    const { pid } = await environmentOf(session);
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(/ESRCH/), {
      timeout: 10_000,
    });
    const later = await environmentOf(session);
    expect(later.pid).not.toBe(pid);
  });

  it("are no more than allowed: the idlest makes room", async () => {
    await using opened = open({ servers, maxChildren: 2 });
    const session = await opened.codespar.create("u", { servers: ["account", "second"] });
    const { pid } = await environmentOf(session);
    await session.execute("second_environment", {});
    await opened.codespar.create("u", { servers: ["third"] });
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(/ESRCH/), {
      timeout: 10_000,
    });
  });
});

describe("a server whose tools change", () => {
  it("gives the session the new ones", async () => {
    await using opened = open({ servers: { account: { command, args: [account] } } });
    const session = await opened.codespar.create("u", { servers: ["account"] });
    expect((await session.execute("account_dance", {})).error_code).toBe("unknown_tool");
    await session.execute("account_learn", { tool: "dance" });
    await vi.waitFor(
      async () => {
        const names = (await session.tools()).map(({ name }) => name);
        expect(names).toContain("account_dance");
      },
      { timeout: 5_000 },
    );
    expect((await session.execute("account_dance", {})).success).toBe(true);
  });
});

describe("a server that serves a meta-tool by a mapping", () => {
  it("charges through it, and its payment is metered where the mapping says it is", async () => {
    await using opened = open({
      servers: {
        account: {
          command,
          args: [account],
          country: "BR",
          metaTools: [
            {
              kind: "pay",
              tool: "charge",
              methods: ["pix"],
              input: { value: "$amount", unit: "$currency", who: "$customer_email" },
              output: {
                payment_id: "/charge/ref",
                status: "/charge/state",
                amount: "/total/cents",
                currency: "/total/unit",
              },
            },
          ],
        },
      },
    });
    const session = await opened.codespar.create("u", { servers: ["account"] });
    const paid = await session.execute("codespar_pay", { amount: 700, method: "pix" });
    expect(paid).toMatchObject({
      success: true,
      server: "account",
      data: { id: "ch_700", payment_id: "ch_700", status: "paid", amount: 700 },
    });
    const card = await session.execute("codespar_pay", { amount: 700, method: "card" });
    expect(card.error_code).toBe("needs_connection");
    const usage = await opened.runtime.fetch("http://localhost/v1/usage", {
      headers: { Authorization: `Bearer ${opened.runtime.apiKey}` },
    });
    expect(await usage.json()).toMatchObject({
      totals: { settled: [{ currency: "BRL", count: 1, amount_minor: 700 }] },
    });
  });
});
