import type { Logger } from "../logger.ts";
import type { ChildExit } from "./child-exit.ts";
import type { LinkTarget } from "./mcp-pool.ts";
import type { ServerDirectory } from "./server-directory.ts";
import { toLinkFailure } from "./to-link-failure.ts";

/** A server that was not to be had. */
export interface ServerTrouble {
  /** Whether no link could be opened, or a call was not answered. */
  readonly at: "link" | "call";
  readonly target: LinkTarget;
  readonly cause: unknown;
  /** How the server's process ended, where it has. */
  readonly exit: ChildExit | undefined;
}

/** Tells the operator why a server is not to be had, and not again for every call. */
export interface ServerTroubles {
  tell(trouble: ServerTrouble): void;
}

/** What the telling works with. */
export interface ServerTroublesParts {
  readonly directory: Pick<ServerDirectory, "find">;
  readonly logger: Logger;
  /** The time, in milliseconds since anything. */
  readonly now?: () => number;
}

const messages = {
  link: "A server cannot be reached.",
  call: "A call to a server was not answered.",
} as const;

/** How long what was told of a server is not told again, and how much is told in that time. */
const restMs = 60_000;
const maxTold = 5;

interface Told {
  readonly since: number;
  readonly texts: Set<string>;
}

/** Creates the memory of what was told; of sandbox servers, which fail as they are asked to, nothing is. */
export function createServerTroubles({
  directory,
  logger,
  now = () => performance.now(),
}: ServerTroublesParts): ServerTroubles {
  const memory = new Map<string, Told>();

  function toldOf(key: string): Told {
    const known = memory.get(key);
    if (known !== undefined && now() - known.since < restMs) return known;
    for (const [old, { since }] of memory) if (now() - since >= restMs) memory.delete(old);
    const fresh = { since: now(), texts: new Set<string>() };
    memory.set(key, fresh);
    return fresh;
  }

  return {
    tell({ at, target, cause, exit }) {
      const { projectId, environment, serverId } = target;
      if (directory.find(target, serverId)?.trusted === true) return;
      const failure = toLinkFailure(cause, exit);
      if (failure.kind === "account" && failure.code === "needs_connection") return;
      const { texts } = toldOf(`${projectId} ${environment} ${serverId}`);
      const text = JSON.stringify([at, failure]);
      if (texts.has(text) || texts.size >= maxTold) return;
      texts.add(text);
      const facts = { server: serverId, project: projectId, environment, ...failure };
      logger.error(messages[at], facts);
    },
  };
}
