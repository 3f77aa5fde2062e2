import type { ProjectScope } from "../access/project-scope.ts";
import { sharedAccount } from "../connections/account.ts";
import type { Accounts } from "../connections/accounts.ts";
import { type ChildRoom, createChildRoom } from "./child-room.ts";
import { LinkError } from "./link-error.ts";
import {
  type McpConnection,
  type McpConnectionOptions,
  openMcpConnection,
} from "./mcp-connection.ts";
import type { ServerDirectory } from "./server-directory.ts";
import type { ServerLink } from "./server-link.ts";
import type { ServerTroubles } from "./server-troubles.ts";
import { createSlowFailures } from "./slow-failures.ts";
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
  /** Ends child processes, and links of users' own accounts, that nobody has called for a while. */
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
  /** Hears why a link could not be opened. */
  readonly troubles: ServerTroubles;
  /** Milliseconds connecting may take. */
  readonly connectTimeoutMs: number;
  /** Child processes there may be at once. */
  readonly maxChildren: number;
  /** Milliseconds without a call after which a child process, or a user's own link, ends. */
  readonly childIdleMs: number;
}

/** Creates an empty pool. */
export function createMcpPool(parts: McpPoolParts): McpPool {
  const links = new Map<string, Promise<McpConnection>>();
  const open = new Map<string, McpConnection>();
  let epoch = 0;
  const { connectTimeoutMs, maxChildren, childIdleMs } = parts;
  const slowFailures = createSlowFailures<McpConnection>(connectTimeoutMs);
  const room = createChildRoom(() => childrenOf([...open.values()]), maxChildren);

  function forget(key: string): void {
    epoch += 1;
    links.delete(key);
    open.delete(key);
  }

  function keep(key: string, link: McpConnection): void {
    if (links.has(key)) open.set(key, link);
    epoch += 1;
  }

  function connect(target: LinkTarget, key: string): Promise<McpConnection> {
    return openLink(parts, target, {
      room,
      onOpen: (link) => keep(key, link),
      onClose: () => forget(key),
      onToolsChanged() {
        epoch += 1;
        parts.toolChanges.publish(target.projectId, target.serverId);
      },
    });
  }

  async function drop(target: LinkTarget): Promise<void> {
    const key = keyOf(target);
    const link = open.get(key);
    forget(key);
    slowFailures.forget(key);
    await link?.close();
  }

  parts.toolChanges.beforeTelling(async (projectId, serverId) => {
    await refreshAll(open, projectId, serverId);
    epoch += 1;
  });

  return {
    drop,
    epoch: () => epoch,
    reap: () => reapIdle(open, childIdleMs),
    open(target) {
      const key = keyOf(target);
      const existing = links.get(key);
      if (existing !== undefined) return slowFailures.wait(key, existing);
      const opening = slowFailures.open(key, () => connect(target, key));
      links.set(key, opening);
      opening.catch(() => links.delete(key));
      return slowFailures.wait(key, opening);
    },
    peek: (target) => open.get(keyOf(target)),
    count: () => ({
      links: open.size,
      children: childrenOf([...open.values()]).length,
    }),
    close: () => closeAll(links, open),
  };
}

async function closeAll(
  links: Map<string, Promise<McpConnection>>,
  open: Map<string, McpConnection>,
): Promise<void> {
  const opened = await Promise.allSettled(links.values());
  links.clear();
  open.clear();
  await Promise.allSettled(
    opened.flatMap((link) => (link.status === "fulfilled" ? [link.value.close()] : [])),
  );
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

interface LinkHooks extends Pick<McpConnectionOptions, "onClose" | "onToolsChanged"> {
  readonly room: ChildRoom;
  /** Called before anybody else has the link. */
  readonly onOpen: (link: McpConnection) => void;
}

async function openLink(
  parts: McpPoolParts,
  target: LinkTarget,
  hooks: LinkHooks,
): Promise<McpConnection> {
  let prepared: ServerLink | undefined;
  try {
    prepared = await prepareLink(parts, target);
    return await startLink(parts, target, { ...hooks, ...prepared });
  } catch (cause) {
    parts.troubles.tell({ at: "link", target, cause, exit: prepared?.exit?.() });
    throw cause;
  }
}

function startLink(
  { connectTimeoutMs }: McpPoolParts,
  { serverId }: LinkTarget,
  { room, onOpen, ...link }: LinkHooks & ServerLink,
): Promise<McpConnection> {
  const start = async (): Promise<McpConnection> => {
    const opened = await openMcpConnection({ ...link, serverId, connectTimeoutMs });
    onOpen(opened);
    return opened;
  };
  return link.isChild ? room.start(start) : start();
}

/** A way to a server by an account; throws when there is none. */
async function prepareLink(
  { directory, accounts }: McpPoolParts,
  target: LinkTarget,
): Promise<ServerLink> {
  const { serverId } = target;
  const server = directory.find(target, serverId);
  if (server === undefined) {
    throw new LinkError("not_configured", `There is no server "${serverId}".`);
  }
  return server.link(await accounts.load(target));
}

function childrenOf(links: readonly McpConnection[]): readonly McpConnection[] {
  return links.filter(({ isChild }) => isChild);
}

/** Ends processes and users' own links without a call; links that all share are few, and stay. */
async function reapIdle(open: ReadonlyMap<string, McpConnection>, idleMs: number): Promise<void> {
  const now = performance.now();
  const idle = [...open].filter(([key, link]) => {
    const { calls, lastUsedAt } = link.activity();
    const mayEnd = link.isChild || !key.endsWith(` ${sharedAccount}`);
    return mayEnd && calls === 0 && now - lastUsedAt > idleMs;
  });
  await Promise.allSettled(idle.map(([, link]) => link.close()));
}

function keyOf({ projectId, environment, serverId, account }: LinkTarget): string {
  return `${projectId} ${environment} ${serverId} ${account}`;
}
