import type { ProjectScope } from "../access/project-scope.ts";
import type { Accounts } from "../connections/accounts.ts";
import { type McpConnection, openMcpConnection } from "./mcp-connection.ts";
import type { ServerDirectory } from "./server-directory.ts";
import type { ToolChanges } from "./tool-changes.ts";

/** Which link is meant: a server, by way of an account. */
export interface LinkTarget extends ProjectScope {
  readonly serverId: string;
  /** A connection's id, or that of the shared account. */
  readonly account: string;
}

/** Keeps one link per server and account: opened on first use, shared by sessions. */
export interface McpPool {
  /** Opens the link, or reuses it; throws when the server cannot be reached. */
  open(target: LinkTarget): Promise<McpConnection>;
  /** The open link, if there is one now. */
  peek(target: LinkTarget): McpConnection | undefined;
  /** Grows whenever a link opens or closes, or a server's tools change. */
  epoch(): number;
  /** Closes the link, so that the next use makes another one. */
  drop(target: LinkTarget): Promise<void>;
  /** Ends child processes nobody has called for a while. */
  reap(): Promise<void>;
  /** How many links and child processes there are. */
  count(): { readonly links: number; readonly children: number };
  /** Closes every link. */
  close(): Promise<void>;
}

/** What the pool works with. */
export interface McpPoolParts {
  readonly directory: ServerDirectory;
  readonly accounts: Accounts;
  readonly toolChanges: ToolChanges;
  /** Milliseconds connecting may take. */
  readonly connectTimeoutMs: number;
  /** Child processes there may be at once. */
  readonly maxChildren: number;
  /** Milliseconds without a call after which a child process ends. */
  readonly childIdleMs: number;
}

/** Creates an empty pool. */
export function createMcpPool(parts: McpPoolParts): McpPool {
  const links = new Map<string, Promise<McpConnection>>();
  const open = new Map<string, McpConnection>();
  let epoch = 0;

  function forget(key: string): void {
    epoch += 1;
    links.delete(key);
    open.delete(key);
  }

  async function connect(target: LinkTarget, key: string): Promise<McpConnection> {
    const link = await openLink(parts, target, {
      others: () => [...open.values()],
      onClose: () => forget(key),
      onToolsChanged() {
        epoch += 1;
        parts.toolChanges.publish(target.projectId, target.serverId);
      },
    });
    if (links.has(key)) open.set(key, link);
    epoch += 1;
    return link;
  }

  async function drop(target: LinkTarget): Promise<void> {
    const key = keyOf(target);
    const link = open.get(key);
    forget(key);
    await link?.close();
  }

  parts.toolChanges.beforeTelling(async (projectId, serverId) => {
    await refreshAll(open, projectId, serverId);
    epoch += 1;
  });

  return {
    drop,
    epoch: () => epoch,
    reap: () => reapChildren([...open.values()], parts.childIdleMs),
    open(target) {
      const key = keyOf(target);
      const existing = links.get(key);
      if (existing !== undefined) return existing;
      const opening = connect(target, key);
      links.set(key, opening);
      opening.catch(() => links.delete(key));
      return opening;
    },
    peek: (target) => open.get(keyOf(target)),
    count: () => ({
      links: open.size,
      children: childrenOf([...open.values()]).length,
    }),
    async close() {
      const opened = await Promise.allSettled(links.values());
      links.clear();
      open.clear();
      await Promise.allSettled(
        opened.flatMap((link) => (link.status === "fulfilled" ? [link.value.close()] : [])),
      );
    },
  };
}

/** Lists a server's tools again: another node heard that they changed, and this one may not have. */
async function refreshAll(
  open: ReadonlyMap<string, McpConnection>,
  projectId: string,
  serverId: string,
): Promise<void> {
  const stale = [...open].filter(([key]) => {
    const [project, , server] = key.split(" ");
    return project === projectId && server === serverId;
  });
  await Promise.all(stale.map(([, link]) => link.refresh()));
}

interface LinkHooks {
  others(): readonly McpConnection[];
  readonly onClose: () => void;
  readonly onToolsChanged: () => void;
}

async function openLink(
  { directory, accounts, connectTimeoutMs, maxChildren }: McpPoolParts,
  target: LinkTarget,
  { others, onClose, onToolsChanged }: LinkHooks,
): Promise<McpConnection> {
  const { serverId } = target;
  const server = directory.find(target, serverId);
  if (server === undefined) throw new Error(`There is no server "${serverId}".`);
  const account = await accounts.load(target);
  const { transport, isChild } = await server.link(account);
  if (isChild) await makeRoom(others(), maxChildren);
  return openMcpConnection({
    serverId,
    transport,
    isChild,
    connectTimeoutMs,
    onClose,
    onToolsChanged,
  });
}

function childrenOf(links: readonly McpConnection[]): readonly McpConnection[] {
  return links.filter(({ isChild }) => isChild);
}

/** Ends the child nobody has called for the longest time when there are too many. */
async function makeRoom(links: readonly McpConnection[], maxChildren: number): Promise<void> {
  const children = childrenOf(links);
  if (children.length < maxChildren) return;
  const [idlest] = children
    .filter(({ activity }) => activity().calls === 0)
    .toSorted((left, right) => left.activity().lastUsedAt - right.activity().lastUsedAt);
  if (idlest === undefined) throw new Error("Too many servers are running.");
  await idlest.close();
}

async function reapChildren(links: readonly McpConnection[], idleMs: number): Promise<void> {
  const now = performance.now();
  const idle = childrenOf(links).filter(({ activity }) => {
    const { calls, lastUsedAt } = activity();
    return calls === 0 && now - lastUsedAt > idleMs;
  });
  await Promise.allSettled(idle.map((link) => link.close()));
}

function keyOf({ projectId, environment, serverId, account }: LinkTarget): string {
  return `${projectId} ${environment} ${serverId} ${account}`;
}
