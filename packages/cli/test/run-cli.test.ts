import { readFileSync } from "node:fs";
import path from "node:path";

import { describe, expect, it } from "vitest";

import { commands } from "../src/commands.ts";
import { openCli, runWith, startCli } from "./open-cli.ts";

const silent = { env: {} };
const names = commands.map(({ name }) => name);

describe("codespar", () => {
  it("shows every command with what it is for", async () => {
    const { code, printed } = await runWith(silent, ["--help"]);
    expect(code).toBe(0);
    for (const { name, summary } of commands)
      expect(printed).toMatch(`  ${name.padEnd(14)}  ${summary}`);
  });

  it("shows its version", async () => {
    const manifest: { readonly version: string } = JSON.parse(
      readFileSync(path.join(import.meta.dirname, "../package.json"), "utf8"),
    );
    const { code, printed } = await runWith(silent, ["--version"]);
    expect([code, printed]).toEqual([0, `${manifest.version}\n`]);
  });

  it("shows the same to who asks for nothing, as a mistake", async () => {
    const { code, printed, complaints } = await runWith(silent, []);
    expect([code, printed]).toEqual([2, ""]);
    expect(complaints).toContain("Usage: codespar <command>");
  });

  it.each(names)("%s helps with examples that name commands there are", async (name) => {
    const { code, printed } = await runWith(silent, [name, "--help"]);
    expect([code, printed]).toEqual([0, expect.stringContaining("Examples:")]);
    const [, written = ""] = printed.split("Examples:");
    const used = [...written.matchAll(/(?<!\/)\bcodespar ([a-z-]+)/g)].map(
      ([, command = ""]) => command,
    );
    expect(used.length).toBeGreaterThan(0);
    expect(names).toEqual(expect.arrayContaining(used));
    expect((await runWith(silent, ["help", name])).printed).toBe(printed);
  });

  it.each([
    [["exectue"], "unknown command 'exectue'\n(Did you mean execute?)\nSee: codespar --help\n"],
    [["sessions", "lst"], "unknown command 'lst'; there are list, show, close\n"],
    [["usage", "--goup-by", "day"], "unknown option '--goup-by'\n(Did you mean --group-by?)\n"],
    [["usage", "--group-by", "week"], "Allowed choices are day, server, tool, session, framework."],
    [["usage", "--from", "yesterday"], "It must be a day or an instant"],
    [["calls"], "A command is missing."],
    [["sessions", "list", "--limit", "1000"], "It must be a whole number, 1 to 200."],
    [["audit", "export", "--after", "x"], "It must be a whole number, 0 or more."],
    [["sessions", "show"], "missing required argument 'id'"],
    [
      ["keys", "create", "ci", "--scope", "all"],
      'There is no scope "all". There are: sessions:read',
    ],
    [["complete", "tcsh"], "Allowed choices are bash, zsh, fish, powershell."],
    [["execute", "codespar_pay", "--api-key", "csk_test_x"], "set CODESPAR_API_KEY"],
    [["tools", "--api-key-file", "/nope"], "--api-key-file: /nope cannot be read."],
  ])("says what is wrong with %j", async (args, message) => {
    const { code, printed, complaints } = await runWith(silent, args);
    expect([code, printed]).toEqual([2, ""]);
    expect(complaints).toContain(message);
    expect(complaints).toMatch(/See: codespar ([a-z]+ )?--help\n$/);
    expect(complaints).not.toContain("csk_test_x");
  });

  it.each([
    [["exectue"], "unknown command 'exectue'\n(Did you mean execute?)"],
    [["execute"], "missing required argument 'tool'"],
    [["usage", "--goup-by", "day"], "unknown option '--goup-by'\n(Did you mean --group-by?)"],
    [["sessions", "lst"], "unknown command 'lst'; there are list, show, close"],
    [["usage", "--csv"], "option '--csv' cannot be used with option '--json'"],
    [[], "unknown option '--json'"],
  ])("tells a program what is wrong with %j", async (args, message) => {
    const { code, printed, complaints } = await runWith(silent, [...args, "--json"]);
    expect([code, printed]).toEqual([2, ""]);
    expect(JSON.parse(complaints)).toEqual({ code: "usage", message });
  });

  it("says what to do without a key, with a wrong one, and where nothing answers", async () => {
    const without = await runWith(silent, ["sessions"]);
    expect(without.code).toBe(1);
    expect(without.complaints).toContain('run "codespar dev"');
    const { env, runIn, url } = await openCli();
    const wrong = await runIn({ env: { ...env, CODESPAR_API_KEY: "csk_test_wrong" } }, "sessions");
    expect(wrong.complaints).toContain("Is CODESPAR_API_KEY the key of this runtime?");
    const nowhere = await runIn(
      { env: { ...env, CODESPAR_BASE_URL: "http://127.0.0.1:1" } },
      "presets",
    );
    expect([nowhere.code, nowhere.complaints]).toEqual([
      1,
      expect.stringContaining("CODESPAR_BASE_URL"),
    ]);
    expect(
      (
        await runIn(
          { env: { CODESPAR_API_KEY: env["CODESPAR_API_KEY"] } },
          "presets",
          "--base-url",
          url,
        )
      ).code,
    ).toBe(0);
  });

  it("tells a program what failed as the wire does", async () => {
    const { run } = await openCli();
    const { code, printed, complaints } = await run("sessions", "show", "ses_none", "--json");
    expect([code, printed]).toEqual([1, ""]);
    expect(JSON.parse(complaints)).toEqual({
      code: "not_found",
      message: 'There is no session "ses_none".',
      request_id: expect.stringMatching(/^req_/),
    });
  });

  it("prints colours only where they are wanted", async () => {
    const { env } = await openCli();
    // oxlint-disable-next-line no-control-regex
    const escape = /\u001B\[/;
    const plain = await startCli(["presets"], env).ended;
    expect([plain.code, escape.test(plain.printed)]).toEqual([0, false]);
    const forced = await startCli(["presets"], { ...env, FORCE_COLOR: "1" }).ended;
    expect(escape.test(forced.printed)).toBe(true);
    const never = await startCli(["presets"], { ...env, NO_COLOR: "1" }).ended;
    expect(never.printed).toBe(plain.printed);
  }, 30_000);
});
