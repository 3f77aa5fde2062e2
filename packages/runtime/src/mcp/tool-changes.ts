import type { Store } from "../store/store.ts";

const topic = "tools-changed ";

/** Tells those who watch a project's tools, on every node, that they may have changed. */
export interface ToolChanges {
  publish(projectId: string): void;
  /** Watches; the answer ends it. */
  subscribe(projectId: string, listener: () => void): () => void;
}

/** Creates the exchange; whoever watches lists the tools again. */
export function createToolChanges(store: Pick<Store, "broadcast" | "onBroadcast">): ToolChanges {
  const listeners = new Map<string, Set<() => void>>();
  store.onBroadcast((message) => {
    if (!message.startsWith(topic)) return;
    for (const listener of listeners.get(message.slice(topic.length)) ?? []) listener();
  });
  return {
    publish(projectId) {
      // Nobody is worse off for a hint that is lost than for one that comes late.
      store.broadcast(`${topic}${projectId}`).catch(() => undefined);
    },
    subscribe(projectId, listener) {
      const own = listeners.get(projectId) ?? new Set();
      listeners.set(projectId, own.add(listener));
      return () => {
        own.delete(listener);
        if (own.size === 0) listeners.delete(projectId);
      };
    },
  };
}
