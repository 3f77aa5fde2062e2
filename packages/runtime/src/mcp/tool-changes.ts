/** Tells those who watch a project's tools that they may have changed. */
export interface ToolChanges {
  publish(projectId: string): void;
  /** Watches; the answer ends it. */
  subscribe(projectId: string, listener: () => void): () => void;
}

/** Creates the exchange; whoever watches lists the tools again. */
export function createToolChanges(): ToolChanges {
  const listeners = new Map<string, Set<() => void>>();
  return {
    publish(projectId) {
      for (const listener of listeners.get(projectId) ?? []) listener();
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
