import type { Store } from "../store/store.ts";

const topic = "loop-changed ";
/** Hints may be lost: a loop is looked at that often anyway, in milliseconds. */
const lookMs = 1_000;

/** Somebody who follows a loop. */
export interface LoopWatch extends Disposable {
  /** Resolves when the loop may have changed since the last time, or the signal is aborted. */
  next(signal: AbortSignal): Promise<void>;
}

/** Tells those who follow a loop, on every node, that it may have changed. */
export interface LoopChanges {
  publish(loopId: string): void;
  watch(loopId: string): LoopWatch;
}

/** Creates the exchange; whoever follows a loop reads it again. */
export function createLoopChanges(store: Pick<Store, "broadcast" | "onBroadcast">): LoopChanges {
  const listeners = new Map<string, Set<() => void>>();
  store.onBroadcast((message) => {
    if (!message.startsWith(topic)) return;
    for (const listener of listeners.get(message.slice(topic.length)) ?? []) listener();
  });
  return {
    publish(loopId) {
      store.broadcast(`${topic}${loopId}`).catch(() => undefined);
    },
    watch(loopId) {
      let hasChanged = false;
      let wake: (() => void) | undefined;
      const listener = (): void => {
        hasChanged = true;
        wake?.();
      };
      const own = listeners.get(loopId) ?? new Set();
      listeners.set(loopId, own.add(listener));
      return {
        async next(signal) {
          if (!hasChanged && !signal.aborted) {
            await new Promise<void>((resolve) => {
              const finish = (): void => {
                clearTimeout(timer);
                signal.removeEventListener("abort", finish);
                resolve();
              };
              const timer = setTimeout(finish, lookMs);
              signal.addEventListener("abort", finish, { once: true });
              wake = finish;
            });
          }
          hasChanged = false;
        },
        [Symbol.dispose]() {
          own.delete(listener);
          if (own.size === 0) listeners.delete(loopId);
        },
      };
    },
  };
}
