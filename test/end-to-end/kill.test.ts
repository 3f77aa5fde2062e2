/** A process that is killed while a provider works: nothing is lost, nothing is done twice. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

import { createRuntime } from "@codespar/runtime";
import { CodeSpar } from "@codespar/sdk";
import { expect, it } from "vitest";

const apiKey = "csk_test_0123456789abcdef";
const kills = 3;

it("keeps every acknowledged result and every intent through kill -9", async () => {
  const store = path.join(mkdtempSync(path.join(tmpdir(), "codespar-")), "store.db");
  const sessions: string[] = [];
  const acknowledged = new Map<string, string>();
  for (let kill = 0; kill < kills; kill += 1) {
    const worker = spawn(process.execPath, [path.join(import.meta.dirname, "kill-worker.ts")], {
      env: { ...process.env, STORE: store, API_KEY: apiKey },
      stdio: ["ignore", "pipe", "inherit"],
    });
    for await (const line of createInterface({ input: worker.stdout })) {
      const { session, payment, done } = JSON.parse(line);
      if (session !== undefined) sessions.push(session);
      if (payment !== undefined) acknowledged.set(sessions.at(-1) ?? "", payment);
      if (done === true) break;
    }
    worker.kill("SIGKILL");
    await once(worker, "exit");
  }

  await using runtime = createRuntime({ store, apiKey });
  const codespar = new CodeSpar({ apiKey, fetch: runtime.fetch });
  for (const id of sessions) {
    const session = await codespar.get(id);
    const paid = await session.execute("codespar_pay", { amount: 100 }, { idempotencyKey: "paid" });
    expect(paid).toMatchObject({ success: true, replayed: true });
    expect(paid.data["payment_id"]).toBe(acknowledged.get(id));
    const lost = { amount: 200, description: "sandbox:timeout_after_commit" };
    const hung = await session.execute("codespar_pay", lost, { idempotencyKey: "hung" });
    expect(hung).toMatchObject({ error_code: "outcome_unknown", replayed: true });
  }
  const response = await runtime.fetch("http://localhost/v1/audit/verify", {
    headers: { Authorization: `Bearer ${apiKey}` },
  });
  expect(await response.json()).toMatchObject({ valid: true, broken: null });
  expect(sessions).toHaveLength(kills);
}, 60_000);
