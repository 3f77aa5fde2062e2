/** `pnpm fidelity`: what each adapter makes of real and hard schemas. `--help` says more. */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";

import { checkLoop, type Fidelity } from "./check-loop.ts";
import { loops } from "./loops.ts";
import { ownFixtures, readCorpus, sharedCorpus } from "./read-corpus.ts";

const help = `Sends tool lists through every adapter, and their samples back.

  pnpm fidelity                  the shared corpus, or the project's own schemas without it
  pnpm fidelity --corpus DIR     any folder of tool lists and case files:
                                 { "tools": [{ "name", "inputSchema" }] }, or
                                 [{ "name", "inputSchema", "valid": [], "invalid": [] }]
  pnpm fidelity --json           everything that was found
  pnpm fidelity --loop TEXT      only loops whose title holds the text

A valid sample must arrive at the session unchanged; an invalid one never. "lost" counts what a
schema says and the model is told in no form; "loosened" tools say less, with a note that says so.
`;

const { values } = parseArgs({
  options: {
    help: { type: "boolean", short: "h" },
    json: { type: "boolean" },
    corpus: { type: "string" },
    loop: { type: "string", default: "" },
  },
});

if (values.help === true) console.log(help);
else await main();

async function main(): Promise<void> {
  const folder = values.corpus ?? (existsSync(sharedCorpus) ? sharedCorpus : ownFixtures);
  const files = readCorpus(folder);
  const results: Fidelity[] = [];
  for (const loop of loops.filter(({ title }) => title.includes(values.loop))) {
    for (const [index, file] of files.entries()) {
      if (process.stderr.isTTY) {
        process.stderr.write(`\r\u001B[K${loop.title}: ${index + 1} of ${files.length}`);
      }
      results.push(await checkLoop(loop, file));
    }
  }
  if (process.stderr.isTTY) process.stderr.write("\r\u001B[K");
  if (values.json === true) console.log(JSON.stringify(results, null, 2));
  else print(results);
  const faults = results.flatMap(({ lost, refused, wrong }) => [...lost, ...refused, ...wrong]);
  if (results.length === 0 || faults.length > 0) process.exitCode = 1;
}

function print(results: readonly Fidelity[]): void {
  const byLoop = Object.groupBy(results, ({ loop }) => loop);
  console.table(
    Object.entries(byLoop).map(([loop, of = []]) => ({
      loop,
      tools: sum(of, ({ tools }) => tools),
      "samples correct": `${sum(of, ({ correct }) => correct)} of ${sum(of, ({ samples }) => samples)}`,
      "keywords lost": sum(of, ({ lost }) => lost.length),
      refused: sum(of, ({ refused }) => refused.length),
      loosened: sum(of, ({ loosened }) => loosened.length),
      quarantined: sum(of, ({ quarantined }) => quarantined.length),
    })),
  );
  for (const { title, mends } of loops) {
    if (mends !== undefined && title in byLoop) console.log(`${title}: ${mends}.`);
  }
  for (const { loop, lost, refused, wrong, quarantined } of results) {
    for (const fault of [...lost, ...refused, ...wrong]) console.log(`${loop}: ${fault}`);
    for (const reason of quarantined) console.log(`${loop} quarantined ${reason}`);
  }
}

function sum(results: readonly Fidelity[], count: (of: Fidelity) => number): number {
  return results.reduce((total, result) => total + count(result), 0);
}
