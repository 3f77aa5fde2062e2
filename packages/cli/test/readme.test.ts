import { readFileSync } from "node:fs";
import path from "node:path";

import { describe, expect, it } from "vitest";

import { commands } from "../src/commands.ts";
import { createProgram } from "../src/create-program.ts";
import { createTerminal } from "../src/create-terminal.ts";
import { exitCodes } from "../src/exit-codes.ts";

const text = readFileSync(path.join(import.meta.dirname, "../README.md"), "utf8");
const terminal = createTerminal({ print: () => undefined, complain: () => undefined });
const program = await createProgram(terminal, () => true);
const shown = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)]
  .flatMap(([, block = ""]) => block.split("\n"))
  .map((line) => /(?:^|\()(?:codespar|npx @codespar\/cli) ([^>)]*)/.exec(line)?.[1]?.trim())
  .filter((line) => line !== undefined);

describe("the README", () => {
  it("shows every command, and none that is not there", () => {
    const named = new Set(shown.map((line) => line.split(" ")[0]));
    expect([...named].toSorted()).toEqual(commands.map(({ name }) => name).toSorted());
  });

  it.each(shown)("codespar %s: has only commands and options that there are", (line) => {
    const [name, inner = ""] = line.split(" ");
    const command = program.commands.find((candidate) => candidate.name() === name);
    const nested = command?.commands.find((candidate) => candidate.name() === inner);
    if ((command?.commands.length ?? 0) > 0 && inner !== "") expect(nested).toBeDefined();
    const [own = ""] = line.split(" -- ");
    const used = own.match(/(?<= )--[a-z-]+/g) ?? [];
    const known = (nested ?? command)?.options.map((option) => option.long) ?? [];
    expect(known).toEqual(expect.arrayContaining(used));
  });

  it("has every exit code", () => {
    const rows = [...text.matchAll(/^\| +(\d+) \|/gm)].map(([, code]) => Number(code));
    expect(rows).toEqual(Object.values(exitCodes));
  });
});
