/** A turn in a queue; dispose of it to let the next one have its own. */
export interface Turn extends Disposable {
  /** Resolves when all turns that were taken before are over. */
  readonly comes: Promise<unknown>;
}

/** What the next turn of each queue waits for. */
const turns = new WeakMap<object, Promise<unknown>>();

/** Takes a turn in a queue, which any object can stand for; it comes at once without one. */
export function takeTurn(queue: object = {}): Turn {
  const comes = turns.get(queue) ?? Promise.resolve();
  let pass: (() => void) | undefined;
  const passed = new Promise<void>((resolve) => {
    pass = resolve;
  });
  turns.set(queue, Promise.all([comes, passed]));
  return { comes, [Symbol.dispose]: () => pass?.() };
}
