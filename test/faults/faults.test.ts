/** Short versions of `pnpm faults`: what must hold holds, and the runs can tell. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { describe, expect, it } from "vitest";

import { startPostgres } from "../../packages/runtime/test/stores/start-postgres.ts";
import { runCuts } from "./run-cuts.ts";
import { runKills } from "./run-kills.ts";
import { type RaceReport, runRace } from "./run-race.ts";

const nothingWrong = { withoutIntent: 0, lost: 0, doubles: 0, leftOver: 0, brokenAudit: 0 };

describe("kill -9", () => {
  it("of a node on a SQLite file loses nothing and repeats nothing", async () => {
    const store = path.join(mkdtempSync(path.join(tmpdir(), "codespar-kills-")), "store.db");
    const report = await runKills({ store, kills: 3, concurrency: 8 });
    expect(report).toMatchObject({ kills: 3, ...nothingWrong });
    expect(report.acknowledged).toBeGreaterThan(0);
  }, 120_000);

  it("of a node on Postgres loses nothing and repeats nothing", async () => {
    await using postgres = await startPostgres({ durable: true });
    const store = `${postgres.url}/postgres`;
    const report = await runKills({ store, kills: 2, concurrency: 8 });
    expect(report).toMatchObject({ kills: 2, ...nothingWrong });
  }, 120_000);
});

describe("two nodes on one Postgres", () => {
  it("lose nothing and repeat nothing when the way to it breaks", async () => {
    await using postgres = await startPostgres({ durable: true });
    const store = `${postgres.url}/postgres`;
    const report = await runCuts({ store, cuts: 6, concurrency: 8 });
    expect(report).toMatchObject({ cuts: 6, ...nothingWrong });
    expect(report.acknowledged).toBeGreaterThan(0);
  }, 120_000);

  it("dispatch each key once, however it is sent", async () => {
    await using postgres = await startPostgres({ durable: true });
    const store = `${postgres.url}/postgres`;
    const report = await runRace({ store, requests: 1_000, concurrency: 64 });
    expect(report).toMatchObject(raceOf(1_000));
  }, 120_000);
});

describe("two nodes on one SQLite file", () => {
  it("dispatch each key once, however it is sent", async () => {
    const store = path.join(mkdtempSync(path.join(tmpdir(), "codespar-race-")), "store.db");
    const report = await runRace({ store, requests: 200, concurrency: 16 });
    expect(report).toMatchObject(raceOf(200));
  }, 120_000);
});

/** What a race comes to in which nothing went wrong: each key is sent four times. */
function raceOf(requests: number): Partial<RaceReport> {
  const dispatched = requests / 4;
  return { dispatched, replayed: 3 * dispatched, doubles: 0, wrong: 0, auditValid: true };
}
