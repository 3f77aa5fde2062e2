import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { describe, expect, it, onTestFinished } from "vitest";

import { runWith, startCli } from "./open-cli.ts";

const run = promisify(execFile);

describe("dev", { timeout: 60_000 }, () => {
  it("prints an address, a key and a first program that runs, and ends with Ctrl-C", async () => {
    const child = startCli(["dev", "--port", "0"]);
    const printed = await child.printed(/session\.close/);
    const [, url = ""] = /API +(http:\S+)/.exec(printed) ?? [];
    const [, key = ""] = /API key +(csk_test_\S+)/.exec(printed) ?? [];
    expect(printed).toContain(`Dashboard  ${url}/dashboard\n`);
    const [, snippet = ""] = /"npm install @codespar\/sdk":\n\n([\s\S]*)$/.exec(printed) ?? [];
    const folder = path.join(import.meta.dirname, ".snippet");
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(path.join(folder, "first.ts"), snippet);
    const { stdout } = await run(process.execPath, [path.join(folder, "first.ts")]);
    expect(stdout).toMatch(/^00020126/); // a Pix code

    const [, command = ""] = /npx @codespar\/cli (execute .*)/.exec(printed) ?? [];
    const env = { CODESPAR_BASE_URL: url, CODESPAR_API_KEY: key };
    expect((await runWith({ env }, command.split(" "))).code).toBe(0);

    child.kill("SIGINT");
    const { code, complaints } = await child.ended;
    expect([code, complaints]).toEqual([0, "\nStopped.\n"]);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow("fetch failed");
  });

  it("keeps a store's file, starts configured servers, and ends when it is terminated", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "codespar-"));
    const server = path.join(import.meta.dirname, "servers/slow.mjs");
    const mcpServers = { slow: { command: process.execPath, args: [server] } };
    writeFileSync(path.join(folder, "mine.json"), JSON.stringify({ mcpServers }));
    const args = ["dev", "--port", "0", "--store", "kept.db", "--config", "mine.json", "--json"];
    for (const calls of [1, 2]) {
      const child = startCli(args, {}, folder);
      const { url, api_key } = JSON.parse(await child.printed(/\n/));
      const env = { CODESPAR_BASE_URL: url, CODESPAR_API_KEY: api_key };
      const wait = ["execute", "slow_wait", "--server", "slow", "--field", "ms=1"];
      expect(await runWith({ env }, wait)).toMatchObject({ code: 0 });
      const listed = await runWith({ env }, ["sessions", "--json"]);
      expect(JSON.parse(listed.printed).data).toHaveLength(calls);
      child.kill("SIGTERM");
      expect((await child.ended).code).toBe(0);
    }
  });

  it("says so when the port is taken or the configuration is wrong", async () => {
    const first = startCli(["dev", "--port", "0", "--json"]);
    const { url } = JSON.parse(await first.printed(/\n/));
    const file = path.join(mkdtempSync(path.join(tmpdir(), "codespar-")), "theirs.db");
    const second = await runWith({}, ["dev", "--store", file, "--port", new URL(url).port]);
    expect([second.code, second.complaints]).toEqual([
      1,
      expect.stringContaining("is taken. Try --port 0"),
    ]);
    expect(existsSync(file)).toBe(false);
    const missing = await runWith({}, ["dev", "--config", "/nope/codespar.json"]);
    expect([missing.code, missing.complaints]).toEqual([
      1,
      "/nope/codespar.json cannot be read.\n",
    ]);
    const nowhere = await runWith({}, ["dev", "--port", "0", "--store", "/nowhere/codespar.db"]);
    expect([nowhere.code, nowhere.complaints]).toEqual([
      1,
      "The SQLite store /nowhere/codespar.db cannot be opened: unable to open database file.\n",
    ]);
    const text = await runWith({}, ["dev", "--port", "http"]);
    expect(text.code).toBe(2);
  });
});
