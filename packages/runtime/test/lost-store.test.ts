/** What a call counts whose intent became durable although the store was lost while it was written. */
import { createSecretKey } from "node:crypto";

import { scopes } from "@codespar/protocol";
import { expect, it, onTestFinished } from "vitest";

import { generateApiKey, storeApiKey } from "../src/access/api-keys.ts";
import { ensureDefaultProject } from "../src/access/projects.ts";
import { createParts } from "../src/create-parts.ts";
import { createApp } from "../src/http/app.ts";
import { openStore } from "../src/store/open-store.ts";
import { StoreUnavailableError } from "../src/store/store-unavailable-error.ts";
import type { Store } from "../src/store/store.ts";
import { defaultStore } from "./stores/new-store.ts";

/** A runtime whose way to the store can be cut as soon as something was written. */
async function openLosable() {
  const store = await openStore(defaultStore());
  let isCut = false;
  const losable: Store = {
    ...store,
    async write(work, isolation) {
      const written = await store.write(work, isolation);
      if (isCut) throw new StoreUnavailableError("cut");
      return written;
    },
  };
  const parts = createParts({
    options: {},
    store: losable,
    signingKey: createSecretKey("a".repeat(32), "utf8"),
    vaultKeys: ["a".repeat(32)],
    ownFetch: fetch,
  });
  onTestFinished(async () => {
    await parts.pool.close();
    await store.close();
  });
  const { orgId } = await ensureDefaultProject(store, 0);
  const key = generateApiKey("test");
  const of = { orgId, projectId: null, name: "test", createdAtMs: 0, expiresAtMs: null };
  await storeApiKey(store, { ...of, key, scopes });
  const app = createApp(parts);
  const post = async (path: string, body: object, headers = {}) => {
    const response = await app.request(path, {
      method: "POST",
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    // Tests look into answers of every shape.
    // oxlint-disable-next-line typescript/no-explicit-any
    return { status: response.status, body: (await response.json()) as any };
  };
  return { parts, post, cut: (value: boolean) => (isCut = value) };
}

it("gives back the money and the key of a call that was never sent", async () => {
  const { parts, post, cut } = await openLosable();
  const { body: session } = await post("/v1/sessions", {
    user_id: "user_123",
    servers: ["stripe"],
    policy: { limits: [{ currency: "BRL", per_day: 1_000 }] },
  });
  const pay = () =>
    post(
      `/v1/sessions/${session.id}/execute`,
      { tool: "codespar_pay", input: { amount: 600 } },
      { "Idempotency-Key": "k" },
    );
  cut(true);
  expect((await pay()).status).toBe(503);
  cut(false);
  await parts.sweep();
  expect((await pay()).body).toMatchObject({ success: true });
});
