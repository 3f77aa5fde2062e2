import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";

import { inject } from "vitest";

const waitMs = 20_000;
let worker: Worker | undefined;
let made = 0;

/** Makes an empty store of the kind these tests run on, and answers where it is. */
export function newStore(): string {
  const url = inject("postgresUrl");
  if (url === undefined)
    return path.join(mkdtempSync(path.join(tmpdir(), "codespar-")), "store.db");
  made += 1;
  const name = `test_${process.pid}_${made}_${Math.random().toString(36).slice(2)}`;
  createDatabase(url, name);
  return `${url}/${name}`;
}

/** A store for a test that opens it once. */
export function defaultStore(): string {
  return inject("postgresUrl") === undefined ? ":memory:" : newStore();
}

/** Blocks until the database is there, so that tests open runtimes as users do: in one line. */
function createDatabase(url: string, name: string): void {
  const done = new Int32Array(new SharedArrayBuffer(4));
  if (worker === undefined) {
    worker = new Worker(new URL("create-databases.ts", import.meta.url));
    worker.unref();
  }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker, not a window
  worker.postMessage({ url, name, done });
  if (Atomics.wait(done, 0, 0, waitMs) === "timed-out" || done[0] !== 1) {
    throw new Error(`The database ${name} could not be created.`);
  }
}
