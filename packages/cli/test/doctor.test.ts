import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";

import { describe, expect, it, onTestFinished } from "vitest";

import { openCli, runWith } from "./open-cli.ts";

const slow = path.join(import.meta.dirname, "servers/slow.mjs");

function openFolder(files: Readonly<Record<string, unknown>> = {}): string {
  const folder = mkdtempSync(path.join(tmpdir(), "codespar-doctor-"));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(content));
  }
  return folder;
}

describe("doctor", () => {
  it("finds everything in order beside a runtime", async () => {
    const cwd = openFolder({
      "codespar.json": { mcpServers: { slow: { command: process.execPath, args: [slow] } } },
      "node_modules/@codespar/vercel/package.json": {
        name: "@codespar/vercel",
        version: "0.1.0",
        peerDependencies: { ai: "^6.0.202 || ^7.0.0" },
      },
      "node_modules/ai/package.json": { name: "ai", version: "7.0.1" },
    });
    const { runIn, env, url } = await openCli();
    const { code, printed, complaints } = await runIn({ cwd, env }, "doctor", "--store", "new.db");
    expect([code, complaints]).toEqual([0, ""]);
    const lines = printed.trimEnd().split("\n");
    expect(lines).toEqual([
      expect.stringMatching(/^✓ Node +24\./),
      expect.stringMatching(/^✓ API key +a test key/),
      expect.stringMatching(new RegExp(`^✓ API +${url} answers in `)),
      expect.stringMatching(/^✓ Clock +agrees/),
      expect.stringMatching(/^✓ Access +project Default \(prj_\w+\), 14 scopes$/),
      expect.stringMatching(/^✓ Store +\S+new\.db is new, and can be written$/),
      expect.stringMatching(/^✓ Config +codespar\.json has 1 server$/),
      expect.stringMatching(/^✓ Server slow +lists 2 tools$/),
      expect.stringMatching(/^✓ Packages +@codespar\/vercel 0\.1\.0 with ai 7\.0\.1$/),
    ]);
  }, 30_000);

  it("says what is missing and what to do, and fails", async () => {
    const cwd = openFolder({
      "codespar.json": { mcpServers: { broken: { command: "/no/such/program" } } },
      "node_modules/@codespar/openai/package.json": {
        name: "@codespar/openai",
        version: "0.1.0",
        peerDependencies: { openai: "^7.0.0", "@openai/agents": "^1.0.0" },
        peerDependenciesMeta: { "@openai/agents": { optional: true } },
      },
      "node_modules/openai/package.json": { name: "openai", version: "4.0.0" },
    });
    const env = { CODESPAR_BASE_URL: "http://127.0.0.1:1", CODESPAR_STORE: "/no/such/folder/x.db" };
    const { code, printed, complaints } = await runWith({ cwd, env }, ["doctor"]);
    expect([code, complaints]).toEqual([1, "4 checks failed.\n"]);
    for (const problem of [
      /✗ API key .*not set/,
      /✗ API .*Nothing answers at http:\/\/127\.0\.0\.1:1/,
      /✗ Store .*\/no\/such\/folder cannot be written/,
      /✗ Server broken .*does not list its tools/,
      /! Packages .*@codespar\/openai is made for openai \^7\.0\.0; 4\.0\.0 is installed/,
    ]) {
      expect(printed).toMatch(problem);
    }
    expect(printed.match(/→/g)).toHaveLength(5);
    expect(printed).toContain("with @openai/agents (not installed, optional)");
  }, 30_000);

  it("names a server that it cannot reach without the token in its address", async () => {
    const cwd = openFolder();
    const mcpServers = { erp: { url: "http://127.0.0.1:1/mcp?token=hush-hush" } };
    writeFileSync(path.join(cwd, "codespar.json"), JSON.stringify({ mcpServers }));
    const { printed } = await runWith({ cwd, env: {} }, ["doctor"]);
    expect(printed).toContain("Try it by hand: http://127.0.0.1:1/mcp\n");
    expect(printed).not.toContain("hush-hush");
  });

  it("finds a key that is not this runtime's, and a clock that is wrong", async () => {
    const server = createServer((_request, response) => {
      response.setHeader("Date", "Thu, 01 Jan 2026 00:00:00 GMT");
      response.writeHead(response.req.url === "/healthz" ? 200 : 401).end("{}");
    });
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { readonly port: number };
    const env = { CODESPAR_API_KEY: "csk_test_x", CODESPAR_BASE_URL: `http://127.0.0.1:${port}` };
    const { code, printed } = await runWith({ cwd: openFolder(), env }, ["doctor", "--json"]);
    const { checks } = JSON.parse(printed);
    const statuses = Object.fromEntries(checks.map(({ check, status }: any) => [check, status]));
    expect([code, statuses]).toMatchObject([1, { API: "ok", Clock: "warning", Access: "failed" }]);
  });

  it("finds a store that this user cannot write", async () => {
    const cwd = openFolder();
    const file = path.join(cwd, "kept.db");
    writeFileSync(file, "");
    chmodSync(file, 0o400);
    const { printed } = await runWith({ cwd, env: {} }, ["doctor", "--store", "kept.db", "--json"]);
    const { status } = JSON.parse(printed).checks.find(({ check }: any) => check === "Store");
    // Root may write everything.
    expect(status).toBe(process.getuid?.() === 0 ? "ok" : "failed");
    const nowhere = ["doctor", "--store", "postgres://user:secret@127.0.0.1:1/x"];
    const postgres = await runWith({ cwd, env: {} }, nowhere);
    expect(postgres.printed).toContain("No database answers at 127.0.0.1:1.");
    expect(postgres.printed).not.toContain("secret");
  });
});
