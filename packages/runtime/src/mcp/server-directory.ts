import type { MoneyOverlay } from "@codespar/protocol";
import { moneyOverlaySchema } from "@codespar/protocol/schemas";
import { withoutUndefined } from "@codespar/protocol/validation";

import type { ProjectScope } from "../access/project-scope.ts";
import type { CatalogServer } from "../catalog/catalog-server.ts";
import { catalogServers } from "../catalog/servers.ts";
import type { Account } from "../connections/account.ts";
import type { OAuthTarget } from "../connections/oauth-target.ts";
import type { SandboxWorlds } from "../sandbox/sandbox-worlds.ts";
import { createConfiguredLink, launchSpec } from "./configured-link.ts";
import { LinkError } from "./link-error.ts";
import type { ServerTool } from "./mcp-mapping.ts";
import type { ReconcileSpec } from "./reconcile-spec.ts";
import { createSandboxLink } from "./sandbox-link.ts";
import type { ServerLink } from "./server-link.ts";
import type { GuardSettings, ServerSpec } from "./server-spec.ts";

/** A server that a session can be opened with. */
export interface KnownServer {
  readonly facts: CatalogServer;
  /** Whether its `_meta` may speak of payments and error codes. */
  readonly trusted: boolean;
  /** Milliseconds one call may take. */
  readonly timeoutMs: number;
  /** When it is not asked. */
  readonly guard: GuardSettings;
  /** Whether it works without an account of the user's or the project's own. */
  readonly shared: boolean;
  /** How a user's account is connected by OAuth; absent where it takes secrets or nothing. */
  readonly oauth?: OAuthTarget | undefined;
  /** Where a tool's arguments say how much it moves; `null` for nothing, `undefined` when untold. */
  moneyOf(tool: ServerTool): MoneyOverlay | null | undefined;
  /** How to ask it what came of a call of a tool, by the tool's own name. */
  reconcileOf(remoteTool: string): ReconcileSpec | undefined;
  /** Prepares a link to it. */
  link(account: Account): Promise<ServerLink>;
}

/** Knows every server: the catalog's and the configured ones. */
export interface ServerDirectory {
  find(scope: ProjectScope, serverId: string): KnownServer | undefined;
  /** What is known of every server. */
  list(scope: ProjectScope): readonly CatalogServer[];
}

/** A client of the operator's at an authorization server whose endpoints the catalog knows. */
export interface OAuthClientCredentials {
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
}

/** What the directory works with. */
export interface ServerDirectoryParts {
  /** The entries of `mcpServers`. */
  readonly configured: Readonly<Record<string, ServerSpec>>;
  /** The operator's OAuth clients, by server. */
  readonly oauthClients: Readonly<Record<string, OAuthClientCredentials>>;
  readonly worlds: SandboxWorlds;
  readonly defaultTimeoutMs: number;
  /** Sends requests to servers that are configured. */
  readonly fetch: typeof globalThis.fetch;
}

/** Creates the directory. */
export function createServerDirectory(parts: ServerDirectoryParts): ServerDirectory {
  const { configured } = parts;
  const own = new Map(Object.entries(configured).map(([id, spec]) => [id, toFacts(id, spec)]));
  const ofCatalog = new Map(catalogServers.map((server) => [server.id, server]));
  const live = [...new Map([...ofCatalog, ...own]).values()];
  const test = [...new Map([...own, ...ofCatalog]).values()];
  const configuredServers = new Map(
    Object.entries(configured).map(([id, spec]) => [
      id,
      configuredServer(parts, toFacts(id, spec), spec),
    ]),
  );
  const launched = new Map(catalogServers.map((facts) => [facts.id, launchedServer(parts, facts)]));
  const sandboxes = new Map<string, KnownServer>();

  function findSandbox(scope: ProjectScope, facts: CatalogServer): KnownServer {
    const key = `${scope.projectId} ${facts.id}`;
    const known = sandboxes.get(key) ?? sandboxServer(parts, scope, facts);
    sandboxes.set(key, known);
    return known;
  }

  return {
    list: ({ environment }) => (environment === "test" ? test : live),
    find(scope, serverId) {
      const facts = ofCatalog.get(serverId);
      if (facts !== undefined && scope.environment === "test") return findSandbox(scope, facts);
      return configuredServers.get(serverId) ?? launched.get(serverId);
    },
  };
}

/** What a sandbox server does on request is no sign of trouble. */
const unguarded: GuardSettings = {
  maxConcurrent: Number.MAX_SAFE_INTEGER,
  breaker: { failures: Number.MAX_SAFE_INTEGER },
};

function sandboxServer(
  { worlds, defaultTimeoutMs }: ServerDirectoryParts,
  { projectId }: ProjectScope,
  facts: CatalogServer,
): KnownServer {
  return {
    facts,
    trusted: true,
    shared: true,
    guard: unguarded,
    timeoutMs: defaultTimeoutMs,
    ...(facts.authType === "oauth"
      ? { oauth: { kind: "sandbox", projectId, serverId: facts.id } }
      : {}),
    moneyOf: ({ money }) => (money === undefined ? null : moneyOverlaySchema.parse(money)),
    reconcileOf: () => undefined,
    link: (account) => createSandboxLink(worlds.get(projectId), facts.id, account),
  };
}

function configuredServer(
  { defaultTimeoutMs, fetch }: ServerDirectoryParts,
  facts: CatalogServer,
  spec: ServerSpec,
): KnownServer {
  return {
    facts,
    trusted: false,
    shared: facts.credentials.length === 0 && spec.oauth === undefined,
    timeoutMs: spec.timeoutMs ?? defaultTimeoutMs,
    guard: {
      maxConcurrent: spec.maxConcurrent,
      rateLimit: spec.rateLimit,
      breaker: spec.breaker,
    },
    oauth: targetOf(spec, facts),
    moneyOf: ({ remoteName }) => memberOf(spec.money, remoteName),
    reconcileOf: (remoteTool) => memberOf(spec.reconcile, remoteTool),
    link: (account) => createConfiguredLink({ spec, facts, account, fetch }),
  };
}

/** What an operator says of a tool; of one that is called `constructor`, nothing by itself. */
function memberOf<Value>(
  members: Readonly<Record<string, Value>> | undefined,
  name: string,
): Value | undefined {
  return members !== undefined && Object.hasOwn(members, name) ? members[name] : undefined;
}

/** A catalog server with live keys: started from its package, with the account's own secrets. */
function launchedServer(
  { defaultTimeoutMs, fetch, oauthClients }: ServerDirectoryParts,
  facts: CatalogServer,
): KnownServer {
  const spec = launchSpec(facts);
  const client = oauthClients[facts.id];
  return {
    facts,
    trusted: false,
    shared: facts.authType === "none",
    guard: {},
    timeoutMs: defaultTimeoutMs,
    ...(facts.oauth === undefined || client === undefined
      ? {}
      : { oauth: { kind: "endpoints", ...facts.oauth, ...client } }),
    moneyOf: () => undefined,
    reconcileOf: () => undefined,
    link: (account) =>
      spec === undefined
        ? Promise.reject(
            new LinkError("not_configured", `${facts.name} is not configured for live keys.`),
          )
        : createConfiguredLink({ spec, facts, account, fetch }),
  };
}

function targetOf(spec: ServerSpec, { credentials }: CatalogServer): OAuthTarget | undefined {
  if (spec.oauth !== undefined) return { kind: "endpoints", ...spec.oauth };
  return "url" in spec && credentials.length === 0
    ? { kind: "mcp", serverUrl: spec.url }
    : undefined;
}

const custom = { description: "", category: "custom", country: "GLOBAL", capabilities: [] };

/** What is known of a configured server: what its entry says, else what the catalog knows. */
function toFacts(id: string, spec: ServerSpec): CatalogServer {
  const known = catalogServers.find((server) => server.id === id);
  const { name, category, country, capabilities, credentials = [], oauth, metaTools, api } = spec;
  const secretType = credentials.length === 0 ? "none" : "api_key";
  return {
    ...custom,
    name: id,
    ...known,
    ...withoutUndefined({ name, category, country, capabilities }),
    id,
    credentials,
    api,
    live: undefined,
    oauth: undefined,
    authType: oauth === undefined ? secretType : "oauth",
    routes: metaTools ?? known?.routes ?? [],
  };
}
