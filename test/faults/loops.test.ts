/** Nodes that are killed in the middle of durable loops: another one, or the next, finishes them. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { CodeSpar, type Session } from "@codespar/sdk";
import { describe, expect, it, onTestFinished } from "vitest";

import { startPostgres } from "../../packages/runtime/test/stores/start-postgres.ts";
import { apiKey, ask } from "./api-of.ts";
import { type RunningNode, startNode } from "./start-node.ts";
import { type Provider, startProvider } from "./start-provider.ts";

interface Scene {
  readonly provider: Provider;
  start(): Promise<RunningNode>;
}

async function open(store: string): Promise<Scene> {
  const provider = await startProvider();
  onTestFinished(() => provider[Symbol.asyncDispose]());
  return {
    provider,
    async start() {
      const node = await startNode({ STORE: store, API_KEY: apiKey, PROVIDER: provider.url });
      onTestFinished(() => node.kill());
      return node;
    },
  };
}

function clientOf({ url }: RunningNode): CodeSpar {
  return new CodeSpar({ apiKey, baseUrl: url });
}

const openSession = (node: RunningNode): Promise<Session> =>
  clientOf(node).create("user_123", { servers: ["provider"] });

/** Makes the provider hold back its answers to one step, and tells when it has been asked. */
function hold(provider: Provider, held: string): { asked: Promise<void>; release(): void } {
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  provider.beforeAnswer = async ({ step }) => {
    if (step !== held) return;
    asked.resolve();
    await released.promise;
  };
  return { asked: asked.promise, release: released.resolve };
}

const steps = [
  { tool: "provider_charge", params: { step: "first" } },
  { tool: "provider_look", params: { step: "look", of: "{{steps[0].data.charge}}" } },
  { tool: "provider_charge", params: { step: "second", after: "{{steps[1].data.charge}}" } },
];

/** Kills a node inside a step; answers what the loop comes to at the next. */
async function killInside(step: string, { provider, start }: Scene, next: "running" | "started") {
  const first = await start();
  const other = next === "running" ? await start() : undefined;
  const session = await openSession(first);
  const { asked, release } = hold(provider, step);
  const { id } = await session.startLoop({ steps });
  await asked;
  await first.kill();
  const second = other ?? (await start());
  release();
  const same = await clientOf(second).get(session.id);
  const loop = await (await same.getLoop(id)).result();
  const charges = [...provider.dispatches].filter(([key]) => key !== `${id}:1`);
  const { valid } = await ask<{ valid: boolean }>(second.url, "/v1/audit/verify");
  expect(valid).toBe(true);
  return { loop, charges: charges.map(([key, count]) => [key.slice(id.length), count]) };
}

const once = [
  [":0", 1],
  [":2", 1],
];

describe("a loop whose node is killed", () => {
  const file = (): string => path.join(mkdtempSync(path.join(tmpdir(), "codespar-loops-")), "db");

  it("is finished by the next node on the file, each charge made once", async () => {
    const { loop, charges } = await killInside("look", await open(file()), "started");
    expect(loop).toMatchObject({ status: "done", completed_steps: 3 });
    expect(charges).toEqual(once);
  }, 30_000);

  it("is finished by another node on Postgres, each charge made once", async () => {
    await using postgres = await startPostgres({ durable: true });
    const scene = await open(`${postgres.url}/postgres`);
    const { loop, charges } = await killInside("look", scene, "running");
    expect(loop).toMatchObject({ status: "done", completed_steps: 3 });
    expect(charges).toEqual(once);
  }, 60_000);

  it("stops where nobody knows what the charge came to, and does not make it again", async () => {
    const { loop, charges } = await killInside("second", await open(file()), "started");
    expect(loop).toMatchObject({
      status: "unknown",
      error: { code: "outcome_unknown", step: 2 },
      steps: [{ status: "success" }, { status: "success" }, { status: "unknown" }],
    });
    expect(charges).toEqual(once);
  }, 30_000);

  it("at moments nobody chose, ends truthfully each time", async () => {
    const scene = await open(file());
    const asked: { readonly session: string; readonly id: string }[] = [];
    for (let kill = 0; kill < 3; kill += 1) {
      const node = await scene.start();
      const session = await openSession(node);
      const loops = Array.from({ length: 20 }, () => session.startLoop({ steps }));
      for (const { id } of await Promise.all(loops)) asked.push({ session: session.id, id });
      await new Promise((resolve) => {
        setTimeout(resolve, Math.random() * 200);
      });
      await node.kill();
    }
    const codespar = clientOf(await scene.start());
    const ends: string[] = [];
    for (const { session, id } of asked) {
      const loop = await (await (await codespar.get(session)).getLoop(id)).result();
      ends.push(loop.status);
      for (const { index, status } of loop.steps) {
        const count = scene.provider.dispatches.get(`${id}:${index}`) ?? 0;
        if (status === "not_reached") expect(count).toBe(0);
        else if (index !== 1) expect(count, status).toBeLessThanOrEqual(1);
        if (status === "success") expect(count).toBeGreaterThanOrEqual(1);
      }
    }
    expect(ends.filter((end) => end !== "done" && end !== "unknown")).toEqual([]);
    expect(ends.filter((end) => end === "done").length).toBeGreaterThan(0);
  }, 60_000);
});
