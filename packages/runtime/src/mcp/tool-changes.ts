import { newId } from "../ids.ts";
import type { Store } from "../store/store.ts";

const topic = "tools-changed";

/** Tells those who watch a project's tools, on every node, that they may have changed. */
export interface ToolChanges {
  /** @param serverId The server whose own tools changed, where that is why. */
  publish(projectId: string, serverId?: string): void;
  /** Watches; the answer ends it. */
  subscribe(projectId: string, listener: () => void): () => void;
  /** Does something about a server's change that another node saw, before those who watch hear of it. */
  beforeTelling(prepare: (projectId: string, serverId: string) => Promise<void>): void;
}

/** Creates the exchange; whoever watches lists the tools again. */
export function createToolChanges(store: Pick<Store, "broadcast" | "onBroadcast">): ToolChanges {
  const self = newId("node");
  const listeners = new Map<string, Set<() => void>>();
  let prepare: Parameters<ToolChanges["beforeTelling"]>[0] | undefined;

  async function hear(message: string): Promise<void> {
    const [kind, origin, projectId = "", serverId] = message.split(" ");
    if (kind !== topic) return;
    if (serverId !== undefined && origin !== self) {
      await prepare?.(projectId, serverId).catch(() => undefined);
    }
    for (const listener of listeners.get(projectId) ?? []) listener();
  }

  store.onBroadcast((message) => void hear(message));
  return {
    publish(projectId, serverId) {
      const words = [topic, self, projectId, ...(serverId === undefined ? [] : [serverId])];
      // Nobody is worse off for a hint that is lost than for one that comes late.
      store.broadcast(words.join(" ")).catch(() => undefined);
    },
    subscribe(projectId, listener) {
      const own = listeners.get(projectId) ?? new Set();
      listeners.set(projectId, own.add(listener));
      return () => {
        own.delete(listener);
        if (own.size === 0) listeners.delete(projectId);
      };
    },
    beforeTelling(next) {
      prepare = next;
    },
  };
}
