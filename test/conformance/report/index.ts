/** `pnpm conformance`: requirement by adapter by version. `--help` says more. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

import { collectResults } from "./collect-results.ts";
import { toTable } from "./to-table.ts";

const { values } = parseArgs({
  options: {
    help: { type: "boolean", short: "h" },
    json: { type: "boolean" },
    write: { type: "boolean" },
  },
});

const help = `Runs every adapter's conformance tests on every version, and prints the table.

  pnpm conformance            the table, as Markdown
  pnpm conformance --json     one object per requirement, loop and version
  pnpm conformance --write    puts the table into the README
`;

if (values.help === true) {
  console.log(help);
} else {
  console.error("Running the conformance tests; this takes about a minute.");
  const results = await collectResults();
  const table = toTable(results);
  console.log(values.json === true ? JSON.stringify(results, null, 2) : table);
  if (values.write === true) writeIntoReadme(table);
  const failed = results.filter(({ outcome }) => outcome === "failed");
  if (results.length === 0 || failed.length > 0) process.exitCode = 1;
}

function writeIntoReadme(table: string): void {
  const file = path.resolve(import.meta.dirname, "../../../README.md");
  const text = readFileSync(file, "utf8");
  const [start, end] = ["<!-- conformance -->", "<!-- /conformance -->"];
  const [before, rest] = text.split(start);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`README.md has no ${start} … ${end}.`);
  writeFileSync(file, `${before}${start}\n\n${table}\n\n${end}${after}`);
}
