/** `pnpm faults`: kills nodes and races them, and prints what came of it. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

import { startPostgres } from "../../packages/runtime/test/stores/start-postgres.ts";
import { type CutReport, runCuts } from "./run-cuts.ts";
import { runKills } from "./run-kills.ts";
import { runRace } from "./run-race.ts";
import { runSoak } from "./run-soak.ts";

const help = `Kills nodes at work, or races two of them, on real stores.

  pnpm faults race  [--requests 1000000] [--sqlite]           two nodes on one Postgres, or one file
  pnpm faults kills [--kills 1000] [--postgres]               kill -9, on a SQLite file or Postgres
  pnpm faults cuts  [--cuts 200]                              breaks the way between nodes and Postgres
  pnpm faults soak  [--minutes 30] [--rate 100] [--postgres]  an even load, and what stays in memory

--concurrency says how many requests there are at once, --json prints the report as JSON. Fails when
anything was dispatched twice, lost or left over.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    requests: { type: "string", default: "1000000" },
    kills: { type: "string", default: "1000" },
    cuts: { type: "string", default: "200" },
    concurrency: { type: "string" },
    postgres: { type: "boolean", default: false },
    sqlite: { type: "boolean", default: false },
    minutes: { type: "string", default: "30" },
    rate: { type: "string", default: "100" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});

const isTerminal = process.stderr.isTTY;
const onProgress = (done: number): unknown => isTerminal && process.stderr.write(`\r${done}`);
const [what] = positionals;

const runs: Readonly<Record<string, () => Promise<object>>> = { race, kills, cuts, soak };
const run = what === undefined ? undefined : runs[what];

if (values.help || run === undefined) {
  process.stdout.write(help);
  process.exitCode = values.help ? 0 : 2;
} else {
  const report = await run();
  const text = Object.entries(report)
    .map(([name, value]) => `${name.padEnd(16)} ${String(value)}`)
    .join("\n");
  process.stdout.write(`${values.json ? JSON.stringify(report, null, 2) : text}\n`);
}

async function race(): Promise<object> {
  await using postgres = values.sqlite ? undefined : await startPostgres({ durable: true });
  const report = await runRace({
    store: postgres === undefined ? newFile("race") : `${postgres.url}/postgres`,
    requests: Number(values.requests),
    concurrency: Number(values.concurrency ?? 64),
    onProgress,
  });
  if (report.doubles + report.wrong > 0 || !report.auditValid) process.exitCode = 1;
  return report;
}

async function kills(): Promise<object> {
  await using postgres = values.postgres ? await startPostgres({ durable: true }) : undefined;
  const report = await runKills({
    store: postgres === undefined ? newFile("kills") : `${postgres.url}/postgres`,
    kills: Number(values.kills),
    concurrency: Number(values.concurrency ?? 8),
    onProgress,
  });
  failUnlessClean(report);
  return report;
}

async function cuts(): Promise<object> {
  await using postgres = await startPostgres({ durable: true });
  const report = await runCuts({
    store: `${postgres.url}/postgres`,
    cuts: Number(values.cuts),
    concurrency: Number(values.concurrency ?? 8),
    onProgress,
  });
  failUnlessClean(report);
  return report;
}

async function soak(): Promise<object> {
  await using postgres = values.postgres ? await startPostgres({ durable: true }) : undefined;
  const report = await runSoak({
    store: postgres === undefined ? newFile("soak") : `${postgres.url}/postgres`,
    minutes: Number(values.minutes),
    callsPerSecond: Number(values.rate),
    onProgress,
  });
  const { failed, leftInFlight, auditValid, heapSlopeMbPerHour } = report;
  if (failed + leftInFlight > 0 || !auditValid || heapSlopeMbPerHour >= 1) process.exitCode = 1;
  return report;
}

function newFile(name: string): string {
  return path.join(mkdtempSync(path.join(tmpdir(), `codespar-${name}-`)), "store.db");
}

function failUnlessClean({
  withoutIntent,
  lost,
  doubles,
  leftOver,
  brokenAudit,
}: Omit<CutReport, "cuts">): void {
  if (withoutIntent + lost + doubles + leftOver + brokenAudit > 0) process.exitCode = 1;
}
