/** Whoever spreads requests is told when a node had better get none. */
import { DatabaseSync } from "node:sqlite";

import { expect, inject, it, onTestFinished, vi } from "vitest";

import { openRuntime } from "./open-runtime.ts";
import { newStore } from "./stores/new-store.ts";

it.skipIf(inject("postgresUrl") !== undefined)(
  "is denied while the store takes nothing, although it can be read",
  async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const store = newStore();
    const test = openRuntime({ store });
    onTestFinished(() => test.runtime.close());
    const statusOf = async () => (await test.call("GET", "/readyz")).status;
    expect(await statusOf()).toBe(200);
    const file = new DatabaseSync(store);
    onTestFinished(() => file.close());
    file.exec("create trigger full before update on nodes begin select raise(fail, 'full'); end");
    vi.advanceTimersByTime(5_000);
    expect(await statusOf()).toBe(503);
    file.exec("drop trigger full");
    await expect.poll(statusOf).toBe(200);
  },
);
