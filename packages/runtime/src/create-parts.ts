import type { KeyObject } from "node:crypto";

import { createAuthenticate } from "./access/authenticate.ts";
import type { ProjectScope } from "./access/project-scope.ts";
import { anthropic } from "./agent/anthropic-backend.ts";
import { defaultTurnLimits } from "./agent/turn-limits.ts";
import { createTurnStore } from "./agent/turn-store.ts";
import { type AuditLog, createAuditLog } from "./audit/audit-log.ts";
import { erasePayloads } from "./audit/erase-payloads.ts";
import type { Clock } from "./clock.ts";
import { createAccounts } from "./connections/accounts.ts";
import { createConnectionStore } from "./connections/connection-store.ts";
import { createOAuthClient } from "./connections/oauth-client.ts";
import type { HttpParts } from "./http/http-parts.ts";
import { createTraffic } from "./http/traffic.ts";
import { createLoops } from "./loops/create-loops.ts";
import { createGuardedFetch } from "./mcp/guarded-fetch.ts";
import { createMcpPool } from "./mcp/mcp-pool.ts";
import { createServerDirectory } from "./mcp/server-directory.ts";
import { createServerGuards } from "./mcp/server-guards.ts";
import type { ServerSpec } from "./mcp/server-spec.ts";
import { createServerTroubles } from "./mcp/server-troubles.ts";
import { createToolChanges } from "./mcp/tool-changes.ts";
import { createSettlementLedger, type SettlementLedger } from "./metering/settlement-ledger.ts";
import { usageReceivers } from "./metering/usage-messages.ts";
import type { WebhookSpec } from "./metering/webhook-spec.ts";
import { createNodeRegistry } from "./nodes/node-registry.ts";
import { createOutbox, type Deliver, type Outbox } from "./outbox/outbox.ts";
import { createApprovals } from "./policy/approvals.ts";
import { createPolicyStore } from "./policy/policy-store.ts";
import type { RuntimeOptions } from "./runtime-options.ts";
import { createSandboxWorlds, type SandboxWorlds } from "./sandbox/sandbox-worlds.ts";
import { createSessionRegistry } from "./sessions/session-registry.ts";
import { type Settings, toSettings } from "./settings.ts";
import type { RateLimit } from "./store/limiter.ts";
import type { Store } from "./store/store.ts";
import { sweep } from "./sweep.ts";
import { createMetrics } from "./telemetry/metrics.ts";
import { createCallLedger } from "./tools/call-ledger.ts";
import { reconcileCall, reconcileTopic } from "./tools/reconcile-call.ts";
import { createToolCatalog } from "./tools/tool-catalog.ts";
import { createVault } from "./vault/vault.ts";

const connectTimeoutMs = 10_000;
const forgetIntervalMs = 3_600_000;

/** What a runtime is made of before its parts are. */
export interface PartsSource {
  readonly options: RuntimeOptions;
  readonly store: Store;
  readonly signingKey: KeyObject;
  readonly vaultKeys: readonly [string, ...string[]];
  /** Asks this runtime itself. */
  readonly ownFetch: typeof globalThis.fetch;
}

/** Builds every part and wires them: the composition root. */
export function createParts(source: PartsSource): HttpParts {
  const { options, store, signingKey } = source;
  const settings = toSettings(options);
  const { clock } = settings;
  const { receivers, outbox, settlements } = createBilling(source, settings);
  const { worlds, recorded } = createWorlds({ store, settlements, ...settings });
  const timeFor = ({ projectId, environment }: ProjectScope) =>
    environment === "test" ? worlds.get(projectId).now() : clock.now();
  const audit = createAuditLog(signingKey);
  const servers = createServers(source, { settings, worlds, audit, timeFor });
  const sessions = createSessionRegistry({ ...settings, store, timeFor });
  const node = createNodeRegistry(store, clock);
  const ledger = createCallLedger({ store, audit, sessions, settlements, outbox, nodeId: node.id });
  const guards = createServerGuards(store);
  const reconciling = { ...settings, ...servers, store, ledger, guards };
  receivers.set(reconcileTopic, (...told) => reconcileCall(reconciling, ...told));
  const agent = createAgentParts(source, node.id);
  const forget = createForgetting(source, clock);
  const calls = {
    ...settings,
    ...servers,
    store,
    audit,
    worlds,
    sessions,
    signingKey,
    outbox,
    settlements,
    traffic: createTraffic(),
    limiters: createLimiters(store, options.rateLimits),
    timeFor,
    authenticate: createAuthenticate(store, clock),
    catalog: createToolCatalog(servers.pool),
    guards,
    node,
    ...agent,
    ledger,
    policies: createPolicyStore(store, audit),
    approvals: createApprovals({ store, audit }),
    inFlight: new Map(),
    metrics: createMetrics(),
    webhooks: webhooksOf(options.servers ?? {}),
    publicUrl: options.publicUrl?.replace(/\/$/, ""),
    settled: recorded,
  };
  const loops = createLoops(calls);
  return {
    ...calls,
    ...loops,
    sweep: () => sweep({ ...calls, ...loops, forget }),
  };
}

interface Billing {
  /** Who is told what leaves through the outbox. */
  readonly receivers: Map<string, Deliver>;
  readonly outbox: Outbox;
  readonly settlements: SettlementLedger;
}

/** What settled, and how it is told to those who bill it. */
function createBilling({ options, store }: PartsSource, settings: Settings): Billing {
  const exporters = options.usageExporters ?? [];
  const receivers = new Map(usageReceivers(exporters));
  const outbox = createOutbox({ ...settings, store, receivers });
  return { receivers, outbox, settlements: createSettlementLedger({ outbox, exporters }) };
}

/** Erases what the audit need not keep, once an hour. */
function createForgetting(
  { options, store, signingKey }: PartsSource,
  clock: Clock,
): () => Promise<void> {
  const { auditRetentionDays } = options;
  let next = 0;
  return async () => {
    const now = clock.now();
    if (auditRetentionDays === undefined || now < next) return;
    next = now + forgetIntervalMs;
    await erasePayloads({ store, signingKey }, now - auditRetentionDays * 86_400_000);
  };
}

/** What runs `session.send`, and what it may cost. */
function createAgentParts(
  { options, store }: PartsSource,
  nodeId: string,
): Pick<HttpParts, "agent" | "turns" | "turnLimits"> {
  const turnLimits = { ...defaultTurnLimits, ...options.turnLimits };
  const turns = createTurnStore({ store, nodeId, turnLimits });
  return { agent: options.agent ?? anthropic(), turns, turnLimits };
}

function createLimiters(store: Store, limits: RuntimeOptions["rateLimits"]): HttpParts["limiters"] {
  const limiterOf = (name: string, limit: RateLimit | undefined) =>
    limit && store.limiter({ name, ...limit });
  return { key: limiterOf("key", limits?.key), session: limiterOf("session", limits?.session) };
}

function webhooksOf(
  servers: Readonly<Record<string, ServerSpec>>,
): Readonly<Record<string, WebhookSpec>> {
  const told = Object.entries(servers).flatMap(([id, { webhook }]) =>
    webhook === undefined ? [] : [[id, webhook] as const],
  );
  return Object.fromEntries(told);
}

interface RecordedWorlds {
  readonly worlds: SandboxWorlds;
  /** Resolves when everything that has happened is durable. */
  recorded(): Promise<void>;
}

interface WorldsSource extends Settings {
  readonly store: Store;
  readonly settlements: SettlementLedger;
}

/** The sandbox; what happens to its payments is recorded, one thing after another. */
function createWorlds({ store, settlements, clock, logger }: WorldsSource): RecordedWorlds {
  let recording = Promise.resolve();
  const worlds = createSandboxWorlds(clock, (projectId, { paymentId, ...event }) => {
    const record = (): Promise<void> =>
      store.write((transaction) =>
        settlements.recordEvent(transaction, {
          ...event,
          projectId,
          server: "",
          settlementId: paymentId,
        }),
      );
    recording = recording.then(record).catch((cause: unknown) => {
      logger.error("A settlement event was not recorded.", { error: String(cause) });
    });
  });
  return { worlds, recorded: () => recording };
}

interface ServersSource {
  readonly audit: AuditLog;
  readonly settings: Settings;
  readonly worlds: SandboxWorlds;
  readonly timeFor: HttpParts["timeFor"];
}

/** Everything between a session and its servers: who they are, whose account, which link. */
function createServers(
  { options, store, vaultKeys, ownFetch }: PartsSource,
  { settings, worlds, audit, timeFor }: ServersSource,
): Pick<
  HttpParts,
  "directory" | "toolChanges" | "vault" | "connections" | "oauth" | "accounts" | "troubles" | "pool"
> {
  const directory = createServerDirectory({
    worlds,
    configured: options.servers ?? {},
    oauthClients: options.oauthClients ?? {},
    defaultTimeoutMs: settings.callTimeoutMs,
    fetch: globalThis.fetch,
  });
  const vault = createVault(vaultKeys);
  const connections = createConnectionStore({ store, vault, audit });
  const oauth = createOAuthClient({
    guarded: options.allowPrivateNetworks === true ? globalThis.fetch : createGuardedFetch(),
    sandbox: ownFetch,
  });
  const toolChanges = createToolChanges(store);
  const accounts = createAccounts({ directory, connections, oauth, toolChanges, timeFor });
  const troubles = createServerTroubles({ ...settings, directory });
  const pool = createMcpPool({
    ...settings,
    directory,
    accounts,
    toolChanges,
    troubles,
    connectTimeoutMs,
  });
  return { directory, toolChanges, vault, connections, oauth, accounts, troubles, pool };
}
