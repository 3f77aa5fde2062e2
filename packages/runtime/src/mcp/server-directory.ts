import { createMcpServer, sandboxServers } from "@codespar/sandbox";
import { InMemoryTransport, type Transport } from "@modelcontextprotocol/client";

import type { Principal } from "../access/principal.ts";
import type { CatalogServer } from "../catalog/catalog-server.ts";
import { catalogServers } from "../catalog/servers.ts";
import type { SandboxWorlds } from "../sandbox/sandbox-worlds.ts";
import { createTransport } from "./mcp-transport.ts";
import type { ServerSpec } from "./server-spec.ts";

/** Whose connection to a server is meant. */
export type ServerScope = Pick<Principal, "projectId" | "environment">;

/** A server that a session can be opened with. */
export interface KnownServer {
  readonly facts: CatalogServer;
  /** Whether its `_meta` may speak of payments and error codes. */
  readonly trusted: boolean;
  /** Milliseconds one call may take. */
  readonly timeoutMs: number;
  /** Creates a transport to it; throws when it cannot be reached in this environment. */
  connect(): Promise<Transport>;
}

/** Knows every server: the catalog's and the configured ones. */
export interface ServerDirectory {
  find(scope: ServerScope, serverId: string): KnownServer | undefined;
}

/** Creates the directory; `configured` are the entries of `mcpServers`. */
export function createServerDirectory(
  configured: Readonly<Record<string, ServerSpec>>,
  worlds: SandboxWorlds,
  defaultTimeoutMs: number,
): ServerDirectory {
  return {
    find(scope, serverId) {
      const facts = catalogServers.find(({ id }) => id === serverId);
      const spec = Object.hasOwn(configured, serverId) ? configured[serverId] : undefined;
      if (facts !== undefined && scope.environment === "test") {
        return {
          facts,
          trusted: true,
          timeoutMs: defaultTimeoutMs,
          connect: () => connectSandbox(worlds, scope.projectId, serverId),
        };
      }
      if (spec !== undefined) {
        return {
          facts: facts ?? configuredFacts(serverId),
          trusted: false,
          timeoutMs: spec.timeoutMs ?? defaultTimeoutMs,
          connect: () => Promise.resolve(createTransport(spec)),
        };
      }
      if (facts === undefined) return undefined;
      return {
        facts,
        trusted: false,
        timeoutMs: defaultTimeoutMs,
        connect: () => Promise.reject(new Error(`${facts.name} is not configured for live keys.`)),
      };
    },
  };
}

async function connectSandbox(
  worlds: SandboxWorlds,
  projectId: string,
  serverId: string,
): Promise<Transport> {
  const provider = sandboxServers.find(({ id }) => id === serverId);
  if (provider === undefined) throw new Error(`There is no sandbox for "${serverId}".`);
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  await createMcpServer(provider, worlds.get(projectId)).connect(serverSide);
  return clientSide;
}

function configuredFacts(serverId: string): CatalogServer {
  return {
    id: serverId,
    name: serverId,
    category: "custom",
    country: "GLOBAL",
    authType: "none",
    capabilities: [],
  };
}
