import { createSecretKey } from "node:crypto";

import { scopes } from "@codespar/protocol";

import { generateApiKey, isApiKey, revokeApiKey, storeApiKey } from "./access/api-keys.ts";
import { ensureDefaultProject } from "./access/projects.ts";
import { recoverTurns } from "./agent/recover-turns.ts";
import { resealSecrets } from "./connections/reseal-secrets.ts";
import { createParts } from "./create-parts.ts";
import { createApp } from "./http/app.ts";
import type { HttpParts } from "./http/http-parts.ts";
import { readSigningKey } from "./read-signing-key.ts";
import type { RuntimeOptions } from "./runtime-options.ts";
import { checkLocation } from "./store/check-location.ts";
import { openStore } from "./store/open-store.ts";
import { recoverCalls } from "./tools/recover-calls.ts";

const memory = ":memory:";
const sweepIntervalMs = 1_000;

/** A running session runtime. */
export interface Runtime extends AsyncDisposable {
  /** Answers a request; give it to `new CodeSpar({ fetch })` and no socket is needed. */
  readonly fetch: typeof globalThis.fetch;
  /** The API key to use: the one in the options, else a new test key that ends with `close`. */
  readonly apiKey: string;
  /** Resolves when the store is open; rejects when it cannot be. */
  ready(): Promise<void>;
  /** Lets `/readyz` say no from now on; everything else goes on until `close`. */
  drain(): void;
  /** Lets what is running finish, then closes everything; closing it again does nothing. */
  close(): Promise<void>;
}

/**
 * Creates a session runtime inside this process, with the sandbox servers and those configured.
 *
 * Returns at once; requests wait until the store is open.
 *
 * @throws TypeError when `apiKey` or `store` is none.
 * @example
 * const runtime = createRuntime();
 * const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch: runtime.fetch });
 */
export function createRuntime(options: RuntimeOptions = {}): Runtime {
  const apiKey = options.apiKey ?? generateApiKey("test");
  if (!isApiKey(apiKey)) throw new TypeError("apiKey must look like csk_test_… or csk_live_…");
  if (!isWebUrl(options.publicUrl)) {
    throw new TypeError(`publicUrl must be a URL with http or https: ${options.publicUrl}`);
  }
  checkLocation(options.store ?? memory);
  const opening = open(options, apiKey);
  opening.catch(() => undefined);
  let closing: Promise<void> | undefined;
  const closeOnce = async (): Promise<void> => {
    const opened = await opening.catch(() => undefined);
    await opened?.close();
  };
  const close = (): Promise<void> => (closing ??= closeOnce());
  return {
    apiKey,
    close,
    drain: () =>
      void opening.then(
        ({ parts }) => parts.traffic.drain(),
        () => undefined,
      ),
    async fetch(input, init) {
      if (closing !== undefined) throw new TypeError("The runtime is closed.");
      const { app } = await opening;
      return app.fetch(toRequest(input, init));
    },
    async ready() {
      await opening;
    },
    [Symbol.asyncDispose]: close,
  };
}

function isWebUrl(url: string | undefined): boolean {
  return url === undefined || /^https?:$/.test(URL.parse(url)?.protocol ?? "");
}

function toRequest(input: Parameters<typeof fetch>[0], init: RequestInit | undefined): Request {
  if (input instanceof Request && init === undefined) return input;
  const request = new Request(input, init);
  // A body whose length is known need not be counted while it is read.
  if (typeof init?.body === "string") {
    request.headers.set("Content-Length", String(Buffer.byteLength(init.body)));
  }
  return request;
}

interface OpenRuntime {
  readonly app: ReturnType<typeof createApp>;
  readonly parts: HttpParts;
  close(): Promise<void>;
}

async function open(options: RuntimeOptions, apiKey: string): Promise<OpenRuntime> {
  const location = options.store ?? memory;
  const store = await openStore(location);
  const masterKey = options.signingKey ?? (await readSigningKey(store, location));
  const parts = createParts({
    options,
    store,
    signingKey: createSecretKey(masterKey, "utf8"),
    vaultKeys: options.vaultKeys ?? [masterKey],
    ownFetch: async (input, init) => app.fetch(new Request(input, init)),
  });
  const app = createApp(parts);
  const { clock, node } = parts;
  const { orgId } = await ensureDefaultProject(store, clock.now());
  await storeApiKey(store, {
    orgId,
    projectId: null,
    name: "embedded",
    key: apiKey,
    scopes,
    createdAtMs: clock.now(),
    expiresAtMs: null,
  });
  await resealSecrets(store, parts.vault);
  await node.forgetEnded();
  await node.beat();
  await recoverCalls(parts, clock.now());
  await recoverTurns(parts, clock.now());
  await parts.loopRunner.drain();
  const sweeping = setInterval(() => {
    for (const tidy of [parts.sweep, parts.outbox.drain]) {
      tidy().catch((cause: unknown) => {
        parts.logger.error("A sweep failed.", { error: String(cause) });
      });
    }
  }, sweepIntervalMs);
  sweeping.unref();

  async function sayGoodbye(): Promise<void> {
    // A key that only this runtime gave out ends with it; one that was given to it does not.
    if (options.apiKey === undefined) await revokeApiKey(store, apiKey, clock.now());
    await node.leave();
  }

  return {
    app,
    parts,
    async close() {
      clearInterval(sweeping);
      parts.traffic.drain();
      await finishWork(parts);
      await parts.outbox.close();
      await sayGoodbye().catch((cause: unknown) => {
        parts.logger.error("The store was not told of the end.", { error: String(cause) });
      });
      await store.close();
    },
  };
}

/** Lets calls and requests end; those that take too long are cut off, and their outcome is stored. */
async function finishWork(parts: HttpParts): Promise<void> {
  const { traffic, loopRunner, inFlight, pool, closeTimeoutMs } = parts;
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, closeTimeoutMs);
  });
  const calls = Promise.allSettled(inFlight.values());
  const ended = Promise.all([traffic.idle(), loopRunner.close(), calls]);
  await Promise.race([ended, enough]);
  clearTimeout(timer);
  await pool.close();
  await Promise.allSettled(inFlight.values());
  await loopRunner.close();
}
