/** MCP servers that nobody here wrote, from a `codespar.json` in the standard form. */
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import { createRuntime, loadConfig } from "@codespar/runtime";
import { CodeSpar, type Session } from "@codespar/sdk";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

const require = createRequire(import.meta.url);
const everything = path.join(
  path.dirname(require.resolve("@modelcontextprotocol/server-everything/package.json")),
  "dist/index.js",
);

function writeConfig(mcpServers: object): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "codespar-")), "codespar.json");
  writeFileSync(file, JSON.stringify({ mcpServers }));
  return file;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        resolve(typeof address === "object" && address !== null ? address.port : 0),
      );
    });
  });
}

const transports = [
  {
    name: "stdio",
    start: () =>
      Promise.resolve({
        spec: { command: process.execPath, args: [everything, "stdio"], env: { CUSTOM: "yes" } },
        stop: () => undefined,
      }),
  },
  {
    name: "Streamable HTTP",
    async start() {
      const port = await freePort();
      const child = spawn(process.execPath, [everything, "streamableHttp"], {
        env: { ...process.env, PORT: String(port) },
        stdio: "ignore",
      });
      const url = `http://127.0.0.1:${port}/mcp`;
      await vi.waitFor(() => fetch(url), { timeout: 10_000, interval: 50 });
      return { spec: { url }, stop: () => child.kill() };
    },
  },
];

describe.each(transports)("server-everything over $name", ({ start }) => {
  let session: Session;
  let runtime: ReturnType<typeof createRuntime>;
  let stop: () => unknown;

  beforeAll(async () => {
    const started = await start();
    stop = started.stop;
    runtime = createRuntime(await loadConfig(writeConfig({ everything: started.spec })));
    const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch: runtime.fetch });
    session = await codespar.create("user_123", { servers: ["everything"] });
  }, 20_000);
  afterAll(async () => {
    await runtime.close();
    stop();
  });

  it("is connected and its tools are in the session under its name", async () => {
    expect(session.servers).toEqual([
      { id: "everything", name: "everything", status: "connected" },
    ]);
    const names = (await session.tools()).map(({ name }) => name);
    expect(names).toContain("everything_echo");
    expect(names).toContain("codespar_pay");
  });

  it("runs a tool by the session's name and by server/tool", async () => {
    for (const name of ["everything_echo", "everything/echo"]) {
      const result = await session.execute(name, { message: "olá" });
      expect(result).toMatchObject({
        success: true,
        server: "everything",
        tool: "everything_echo",
      });
      expect(JSON.stringify(result.data)).toContain("olá");
    }
  });

  it("gives structured content as data, and images as content blocks", async () => {
    const tools = await session.tools();
    const structured = tools.find(({ output_schema }) => output_schema !== undefined);
    const weather = await session.execute(structured?.name ?? "", { location: "New York" });
    expect(weather.success).toBe(true);
    expect(weather.data).toMatchObject({ temperature: expect.any(Number) });
    const image = await session.execute("everything_get-tiny-image", {});
    expect(JSON.stringify(image.data)).toContain("image/png");
  });

  it("never lets arguments that break the schema through", async () => {
    const result = await session.execute("everything_echo", {});
    expect(result).toMatchObject({ success: false, error_code: "invalid_input" });
    expect(result.data).toMatchObject({ field: "/message", rule: "required" });
  });
});

describe("a child process", () => {
  it("gets its own environment and none of the runtime's secrets", async () => {
    const secret = "csk_live_must_not_leak_0000";
    process.env["CODESPAR_SECRET_FOR_TEST"] = secret;
    const file = writeConfig({
      everything: {
        command: process.execPath,
        args: [everything, "stdio"],
        env: { CUSTOM: "yes" },
      },
    });
    await using runtime = createRuntime(await loadConfig(file));
    const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch: runtime.fetch });
    const session = await codespar.create("user_123", { servers: ["everything"] });
    const result = await session.execute("everything_get-env", {});
    delete process.env["CODESPAR_SECRET_FOR_TEST"];
    expect(result.success).toBe(true);
    expect(JSON.stringify(result.data)).toContain("CUSTOM");
    expect(JSON.stringify(result.data)).not.toContain(secret);
  });
});

describe("a configuration file", () => {
  it.each([
    ["is not JSON", "{", /is not JSON/],
    ["has a server with neither command nor url", '{"mcpServers":{"a":{}}}', /mcpServers/],
    ["has a server id with a space", '{"mcpServers":{"a b":{"url":"http://x"}}}', /mcpServers/],
  ])("that %s is refused by name", async (_title, text, message) => {
    const file = writeConfig({});
    writeFileSync(file, text);
    await expect(loadConfig(file)).rejects.toThrow(message);
    await expect(loadConfig(file)).rejects.toThrow(file);
  });
});
