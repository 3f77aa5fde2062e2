import { createSecretKey, type KeyObject } from "node:crypto";

import { scopes } from "@codespar/protocol";

import { generateApiKey, isApiKey, revokeApiKey, storeApiKey } from "./access/api-keys.ts";
import { createAuthenticate } from "./access/authenticate.ts";
import type { Principal } from "./access/principal.ts";
import { ensureDefaultProject } from "./access/projects.ts";
import { createAuditLog } from "./audit/audit-log.ts";
import { systemClock } from "./clock.ts";
import { createAccounts } from "./connections/accounts.ts";
import { createConnectionStore } from "./connections/connection-store.ts";
import { createOAuthClient } from "./connections/oauth-client.ts";
import { resealSecrets } from "./connections/reseal-secrets.ts";
import { createApp } from "./http/app.ts";
import type { HttpParts } from "./http/http-parts.ts";
import { silentLogger } from "./logger.ts";
import { createGuardedFetch } from "./mcp/guarded-fetch.ts";
import { createMcpPool } from "./mcp/mcp-pool.ts";
import { createServerDirectory } from "./mcp/server-directory.ts";
import { recordSettlementEvent } from "./metering/settlement-ledger.ts";
import { readSigningKey } from "./read-signing-key.ts";
import type { RuntimeOptions } from "./runtime-options.ts";
import { createSandboxWorlds } from "./sandbox/sandbox-worlds.ts";
import { createSessionRegistry } from "./sessions/session-registry.ts";
import { openSqliteStore } from "./store/sqlite/sqlite-store.ts";
import type { Store } from "./store/store.ts";
import { createCallLedger } from "./tools/call-ledger.ts";
import { expireResults } from "./tools/expire-results.ts";
import { recoverCalls } from "./tools/recover-calls.ts";
import { createToolCatalog } from "./tools/tool-catalog.ts";
import { createVault } from "./vault/vault.ts";

const idleTimeoutMs = 30 * 60_000;
const sweepIntervalMs = 1_000;
const connectTimeoutMs = 10_000;

/** A running session runtime. */
export interface Runtime extends AsyncDisposable {
  /** Answers a request; give it to `new CodeSpar({ fetch })` and no socket is needed. */
  readonly fetch: typeof globalThis.fetch;
  /** The API key to use: the one in the options, else a new test key that ends with `close`. */
  readonly apiKey: string;
  /** Resolves when the store is open; rejects when it cannot be. */
  ready(): Promise<void>;
  /** Lets what is running finish, then closes everything; closing it again does nothing. */
  close(): Promise<void>;
}

/**
 * Creates a session runtime inside this process, with the sandbox servers and those configured.
 *
 * Returns at once; requests wait until the store is open.
 *
 * @example
 * const runtime = createRuntime();
 * const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch: runtime.fetch });
 */
export function createRuntime(options: RuntimeOptions = {}): Runtime {
  const apiKey = options.apiKey ?? generateApiKey("test");
  if (!isApiKey(apiKey)) throw new TypeError("apiKey must look like csk_test_… or csk_live_…");
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
  close(): Promise<void>;
}

async function open(options: RuntimeOptions, apiKey: string): Promise<OpenRuntime> {
  const path = options.store ?? ":memory:";
  const store = await openSqliteStore(path);
  const masterKey = options.signingKey ?? (await readSigningKey(path));
  const parts = createParts({
    options,
    store,
    signingKey: createSecretKey(masterKey, "utf8"),
    vaultKeys: options.vaultKeys ?? [masterKey],
    ownFetch: async (input, init) => app.fetch(new Request(input, init)),
  });
  const app = createApp(parts);
  const { clock, ledger, inFlight } = parts;
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
  await recoverCalls(store, ledger, clock.now());
  const sweeping = setInterval(() => {
    parts.sweep().catch((cause: unknown) => {
      parts.logger.error("A sweep failed.", { error: String(cause) });
    });
  }, sweepIntervalMs);
  sweeping.unref();
  return {
    app,
    async close() {
      clearInterval(sweeping);
      await Promise.allSettled(inFlight.values());
      // A key that only this runtime gave out ends with it; one that was given to it does not.
      if (options.apiKey === undefined) await revokeApiKey(store, apiKey, clock.now());
      await parts.pool.close();
      await store.close();
    },
  };
}

interface PartsSource {
  readonly options: RuntimeOptions;
  readonly store: Store;
  readonly signingKey: KeyObject;
  readonly vaultKeys: readonly [string, ...string[]];
  /** Asks this runtime itself. */
  readonly ownFetch: typeof globalThis.fetch;
}

/** Builds every part and wires them: the composition root. */
function createParts({ options, store, signingKey, vaultKeys, ownFetch }: PartsSource): HttpParts {
  const clock = options.clock ?? systemClock;
  const logger = options.logger ?? silentLogger;
  const worlds = createSandboxWorlds(clock, (projectId, { paymentId, ...event }) => {
    const recorded = store.write((transaction) =>
      recordSettlementEvent(transaction, { ...event, projectId, settlementId: paymentId }),
    );
    recorded.catch((cause: unknown) => {
      logger.error("A settlement event was not recorded.", { error: String(cause) });
    });
  });
  const timeFor = ({ projectId, environment }: Pick<Principal, "projectId" | "environment">) =>
    environment === "test" ? worlds.get(projectId).now() : clock.now();
  const directory = createServerDirectory({
    worlds,
    configured: options.servers ?? {},
    oauthClients: options.oauthClients ?? {},
    defaultTimeoutMs: options.callTimeoutMs ?? 60_000,
    fetch: globalThis.fetch,
  });
  const vault = createVault(vaultKeys);
  const connections = createConnectionStore(store, vault);
  const oauth = createOAuthClient({
    guarded: options.allowPrivateNetworks === true ? globalThis.fetch : createGuardedFetch(),
    sandbox: ownFetch,
  });
  const accounts = createAccounts({ directory, connections, oauth, timeFor });
  const pool = createMcpPool({
    directory,
    accounts,
    connectTimeoutMs,
    maxChildren: options.maxChildren ?? 20,
    childIdleMs: options.childIdleMs ?? 5 * 60_000,
  });
  const sessions = createSessionRegistry({
    store,
    timeFor,
    idleTimeoutMs: options.idleTimeoutMs ?? idleTimeoutMs,
  });
  const audit = createAuditLog(signingKey);
  return {
    store,
    audit,
    clock,
    logger,
    worlds,
    directory,
    pool,
    sessions,
    signingKey,
    vault,
    connections,
    oauth,
    accounts,
    timeFor,
    authenticate: createAuthenticate(store, clock),
    catalog: createToolCatalog(pool),
    ledger: createCallLedger({ store, audit, sessions }),
    inFlight: new Map(),
    duplicateWaitMs: options.duplicateWaitMs ?? 10_000,
    maxResultBytes: options.maxResultBytes ?? 1_048_576,
    maxBodyBytes: options.maxBodyBytes ?? 1_048_576,
    publicUrl: options.publicUrl?.replace(/\/$/, ""),
    settled: async () => {
      await store.write(() => Promise.resolve());
    },
    async sweep() {
      worlds.tick();
      const projects = await store.read.selectFrom("projects").select("id").execute();
      for (const { id: projectId } of projects) {
        await sessions.closeExpired({ projectId, environment: "live" });
        await sessions.closeExpired({ projectId, environment: "test" });
      }
      await expireResults(store, clock.now());
      await pool.reap();
    },
  };
}
