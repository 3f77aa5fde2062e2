/** `pnpm bench:peers`: our adapters beside what else there is, in one run. `--help` says more. */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";

import { ownFixtures, readCorpus, sharedCorpus } from "@codespar/fidelity/read-corpus";

import { bundleSize } from "./bundle-size.ts";
import { type Measured, measurePeer } from "./measure-peer.ts";
import { peers } from "./peers.ts";

const help = `Measures our adapters and others on the same tools, in one run.

  pnpm bench:peers           a table, with each figure as a ratio to ours
  pnpm bench:peers --json    for programs

convert    CPU milliseconds for 1,000 tools, listing not counted (median of 7)
heap       megabytes the converted tools keep (median of 7)
call       microseconds of one call on a session that answers at once (median of 2,000)
bundle     kilobytes without the framework, minified and compressed
correct    hard schemas that are offered, whose valid samples arrive unchanged and whose
           invalid samples never arrive
`;

interface Row extends Measured {
  readonly bundleKb: number;
}

const { values } = parseArgs({
  options: { help: { type: "boolean", short: "h" }, json: { type: "boolean" } },
});

if (values.help === true) console.log(help);
else await main();

async function main(): Promise<void> {
  const cases = readCorpus(existsSync(sharedCorpus) ? sharedCorpus : ownFixtures)
    .flatMap((file) => file.cases)
    .filter(({ valid }) => valid !== undefined);
  const rows: Row[] = [];
  for (const peer of peers) {
    console.error(`Measuring ${peer.package} …`);
    rows.push({ ...(await measurePeer(peer, cases)), bundleKb: await bundleSize(peer.package) });
  }
  if (values.json === true) console.log(JSON.stringify(rows, null, 2));
  else for (const line of toTable(rows)) console.log(line);
  process.exit();
}

function toTable(rows: readonly Row[]): readonly string[] {
  return [
    "| framework | package | convert ms | heap MB | call µs | bundle kB | correct |",
    "| --- | --- | --: | --: | --: | --: | --: |",
    ...rows.map((row) => {
      const ours = rows.find(({ framework }) => framework === row.framework) ?? row;
      const cells = (["convertMs", "heapMb", "callUs", "bundleKb"] as const).map((key) =>
        row === ours
          ? row[key].toFixed(1)
          : `${row[key].toFixed(1)} (×${(row[key] / ours[key]).toFixed(1)})`,
      );
      const correct = `${row.correct} of ${row.cases}`;
      return `| ${[row.framework, `\`${row.package}\``, ...cells, correct].join(" | ")} |`;
    }),
  ];
}
