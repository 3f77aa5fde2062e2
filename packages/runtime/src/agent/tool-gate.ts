/** Holds calls back until their `tool_use` was told, in loops that make them by themselves. */
export interface ToolGate extends Disposable {
  /** Aborted with the turn, and when its loop is left. */
  readonly signal: AbortSignal;
  /** Lets a call begin. */
  open(toolUseId: string): void;
  /** Forgets the calls of the step before: a model may use their ids again. */
  reset(): void;
  /** Resolves when a call may begin; rejects when it must not any more. */
  pass(toolUseId: string | undefined): Promise<void>;
}

const left = new DOMException("The loop was left.", "AbortError");

/** Creates a closed gate; dispose of it when the loop is left. */
export function createToolGate(turn: AbortSignal): ToolGate {
  const leaving = new AbortController();
  const signal = AbortSignal.any([turn, leaving.signal]);
  const opened = new Set<string>();
  const waiting = new Map<string, PromiseWithResolvers<void>>();
  signal.addEventListener("abort", () => {
    for (const { resolve } of waiting.values()) resolve();
  });
  return {
    signal,
    open(id) {
      opened.add(id);
      waiting.get(id)?.resolve();
      waiting.delete(id);
    },
    reset: () => opened.clear(),
    async pass(id) {
      if (id !== undefined && !opened.has(id) && !signal.aborted) {
        const gate = waiting.get(id) ?? Promise.withResolvers<void>();
        waiting.set(id, gate);
        await gate.promise;
      }
      signal.throwIfAborted();
    },
    [Symbol.dispose]: () => leaving.abort(left),
  };
}
