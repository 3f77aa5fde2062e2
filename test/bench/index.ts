import { startPostgres } from "../../packages/runtime/test/stores/start-postgres.ts";
import { agents, measureAgent } from "./agent-cases.ts";
import { measureBareSlice } from "./bare-slice.ts";
import {
  adapterCalls,
  bareMcpCall,
  convertThousandTools,
  createSession,
  createWholeSession,
  durableCommit,
  executeInProcess,
  executeOverLoopback,
  payInProcess,
  storeFile,
} from "./cases.ts";
import type { Throughput } from "./many-at-once.ts";
import { measureThroughput } from "./throughput.ts";

const asJson = process.argv.includes("--json");

if (process.argv.includes("--help")) {
  console.log("Measures this machine: pnpm bench [--json]. Takes about five minutes.");
  process.exit(0);
}

function progress(text: string): void {
  if (!asJson) console.error(`… ${text}`);
}

progress("calls");
const bare = await bareMcpCall();
const rows = [
  bare,
  await durableCommit(storeFile()),
  await executeInProcess("execute in process, memory", ":memory:"),
  await executeInProcess("execute in process, SQLite file", storeFile()),
  await payInProcess(storeFile()),
  await executeOverLoopback(storeFile()),
  await createSession(),
  await createWholeSession(),
];
progress("many calls at once");
const atOnce = [
  await measureBareSlice(storeFile()),
  await measureThroughput("store in memory", ":memory:"),
  await measureThroughput("SQLite file", storeFile()),
  await measureOnPostgres(),
];
progress("turns of the agent");
const turns = [];
for (const agent of agents) turns.push(await measureAgent(agent));
progress("the adapter");
const [direct, adapted] = await adapterCalls();
const overheadUs = adapted.p50Us - direct.p50Us;
const conversionMs = convertThousandTools();

if (asJson) {
  console.log(
    JSON.stringify({
      rows,
      at_once: atOnce,
      turns,
      adapter: { overhead_us: overheadUs, convert_1000_ms: conversionMs },
    }),
  );
} else {
  console.log(["case".padEnd(40), "p50 µs", "p99 µs", "× bare MCP"].join("  "));
  for (const { name, p50Us, p99Us } of rows) {
    const ratio = (p50Us / bare.p50Us).toFixed(1);
    console.log(
      [
        name.padEnd(40),
        p50Us.toFixed(0).padStart(6),
        p99Us.toFixed(0).padStart(6),
        ratio.padStart(10),
      ].join("  "),
    );
  }
  console.log(
    "\nexecute by 32 callers at once".padEnd(32),
    "calls/s  CPU µs/call   p50 ms   p99 ms",
  );
  for (const { name, callsPerSecond, cpuUs, p50Us, p99Us } of atOnce) {
    console.log(
      [
        name.padEnd(30),
        callsPerSecond.toFixed(0).padStart(8),
        cpuUs.toFixed(0).padStart(12),
        (p50Us / 1_000).toFixed(1).padStart(8),
        (p99Us / 1_000).toFixed(1).padStart(8),
      ].join(" "),
    );
  }
  console.log("\na turn of two model steps and one tool call, less the model's own time, p50 ms");
  for (const { name, modelUs, memoryUs, fileUs } of turns) {
    const [inMemory, inFile, model] = [memoryUs, fileUs, modelUs].map((us) => us / 1_000);
    console.log(
      `${name.padEnd(40)}  store in memory ${inMemory?.toFixed(2)}, SQLite file ${inFile?.toFixed(2)}` +
        ` (the model ${model?.toFixed(2)})`,
    );
  }
  console.log(`\nadapter overhead per call (ai): ${overheadUs.toFixed(1)} µs`);
  console.log(`1,000 tools converted in:       ${conversionMs.toFixed(1)} ms CPU`);
}

async function measureOnPostgres(): Promise<Throughput> {
  await using postgres = await startPostgres({ durable: true });
  return await measureThroughput("Postgres on the same cores", `${postgres.url}/postgres`);
}
