import { LinkError } from "./link-error.ts";
import type { McpConnection } from "./mcp-connection.ts";

/** Keeps child processes within a limit, counting those that are about to start. */
export interface ChildRoom {
  /** Starts a child when there is room for it; throws when all others are at work. */
  start(start: () => Promise<McpConnection>): Promise<McpConnection>;
}

/**
 * Creates the room for so many children.
 *
 * @param children Those that have started.
 */
export function createChildRoom(
  children: () => readonly McpConnection[],
  maxChildren: number,
): ChildRoom {
  const starting = new Set<Promise<unknown>>();
  let last: Promise<unknown> = Promise.resolve();

  async function makeRoom(): Promise<void> {
    while (children().length + starting.size >= maxChildren) {
      const idlest = idlestOf(children());
      if (idlest !== undefined) await idlest.close();
      else if (starting.size > 0) await Promise.race(starting);
      else throw new LinkError("too_many_processes", "Too many servers are running.");
    }
  }

  async function begin(
    start: () => Promise<McpConnection>,
  ): Promise<{ readonly started: Promise<McpConnection> }> {
    await makeRoom();
    const started = start();
    const ended = started.then(
      () => undefined,
      () => undefined,
    );
    starting.add(ended);
    void ended.then(() => starting.delete(ended));
    return { started };
  }

  return {
    async start(start) {
      // One after another, so that two do not take the same room.
      const begun = last.then(() => begin(start));
      last = begun.catch(() => undefined);
      const { started } = await begun;
      return started;
    },
  };
}

/** The child nobody calls, and nobody has called for the longest time. */
function idlestOf(children: readonly McpConnection[]): McpConnection | undefined {
  const [idlest] = children
    .filter(({ activity }) => activity().calls === 0)
    .toSorted((left, right) => left.activity().lastUsedAt - right.activity().lastUsedAt);
  return idlest;
}
