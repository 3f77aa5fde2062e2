import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { describe, expect, it } from "vitest";

import { startCli } from "./open-cli.ts";

const run = promisify(execFile);

async function complete(words: readonly string[], cwd?: string): Promise<readonly string[]> {
  const { printed } = await startCli(["complete", "--", ...words], {}, cwd).ended;
  const lines = printed.trimEnd().split("\n").slice(0, -1);
  return lines.map((line) => line.split("\t")[0] ?? "");
}

describe("complete", { timeout: 60_000 }, () => {
  it("knows commands, the commands in them, options, and what they may be", async () => {
    expect(await complete(["exe"])).toEqual(["execute"]);
    expect(await complete(["sessions", ""])).toEqual(["list", "show", "close"]);
    expect(await complete(["usage", "--gr"])).toEqual(["--group-by"]);
    expect(await complete(["usage", "--group-by", "s"])).toEqual(["server", "session"]);
    expect(await complete(["complete", ""])).toEqual(["bash", "zsh", "fish", "powershell"]);
  });

  it("offers files where one is named", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "codespar-"));
    writeFileSync(path.join(folder, "policy.json"), "{}");
    expect(await complete(["policy", "set", "pol"], folder)).toEqual(["policy.json"]);
  });

  it("prints a script that bash runs", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "codespar-"));
    const bin = path.resolve(import.meta.dirname, "../src/bin.ts");
    const program = path.join(folder, "codespar");
    writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`);
    chmodSync(program, 0o755);
    // What the package bash-completion brings.
    const script = `
      _get_comp_words_by_ref() { cur=den prev=approvals words=(codespar approvals den) cword=2; }
      source <(codespar complete bash)
      COMP_WORDS=(codespar approvals den) COMP_CWORD=2 COMP_LINE="codespar approvals den" COMP_POINT=22
      eval "$(complete -p codespar | sed -E 's/.*-F ([^ ]+).*/\\1/')"
      echo "\${COMPREPLY[@]}"`;
    const env = { PATH: `${folder}:${process.env["PATH"]}` };
    const { stdout } = await run("bash", ["-c", script], { env });
    expect(stdout.trim()).toMatch(/^deny/);
  });

  it.each(["zsh", "fish", "powershell"])("prints a script for %s", async (shell) => {
    const { code, printed } = await startCli(["complete", shell]).ended;
    expect([code, printed]).toEqual([0, expect.stringMatching(/codespar complete '?--/)]);
  });
});
