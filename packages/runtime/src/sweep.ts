import { recoverTurns, type RecoverTurnsParts } from "./agent/recover-turns.ts";
import type { Clock } from "./clock.ts";
import type { LoopRunner } from "./loops/loop-runner.ts";
import type { McpPool } from "./mcp/mcp-pool.ts";
import type { SettlementLedger } from "./metering/settlement-ledger.ts";
import type { SandboxWorlds } from "./sandbox/sandbox-worlds.ts";
import type { SessionRegistry } from "./sessions/session-registry.ts";
import type { Metrics } from "./telemetry/metrics.ts";
import { expireResults } from "./tools/expire-results.ts";
import { recoverCalls, type RecoverCallsParts } from "./tools/recover-calls.ts";

/** What sweeping works with. */
export interface SweepParts extends RecoverCallsParts, RecoverTurnsParts {
  readonly clock: Clock;
  readonly worlds: SandboxWorlds;
  readonly settlements: SettlementLedger;
  readonly sessions: SessionRegistry;
  readonly pool: McpPool;
  readonly loopRunner: LoopRunner;
  readonly metrics: Metrics;
  /** Resolves when everything the sandbox has said so far is durable. */
  settled(): Promise<void>;
  /** Erases what the audit need not keep. */
  forget(): Promise<void>;
}

/** Lets everything happen that is due. */
export async function sweep(parts: SweepParts): Promise<void> {
  const { store, clock, node, worlds, settlements, sessions } = parts;
  await node.beat();
  await recoverCalls(parts, clock.now());
  await recoverTurns(parts, clock.now());
  await parts.loopRunner.drain();
  worlds.tick();
  await parts.settled();
  await settlements.applyWaiting(store);
  const projects = await store.read.selectFrom("projects").select("id").execute();
  for (const { id: projectId } of projects) {
    await sessions.closeExpired({ projectId, environment: "live" });
    await sessions.closeExpired({ projectId, environment: "test" });
  }
  await expireResults(store, clock.now());
  await parts.forget();
  await parts.metrics.load();
  await parts.pool.reap();
}
