import { isRecord } from "@codespar/protocol/validation";

/** A call's turn to ask; dispose of it when the call has asked, or need not. */
export interface Turn extends Disposable {
  /** Resolves when the calls before it have asked. */
  readonly comes: Promise<unknown>;
}

/** What the next call of a task waits for. */
const turns = new WeakMap<object, Promise<unknown>>();

/**
 * Lets the calls of one task, such as a `ToolNode`, ask in the order in which they are made: LangGraph
 * knows their questions by number alone, and a run that is resumed asks them all again.
 */
export function takeTurn(config: object): Turn {
  const task = taskOf(config);
  const comes = task === undefined ? Promise.resolve() : (turns.get(task) ?? Promise.resolve());
  let pass: (() => void) | undefined;
  const passed = new Promise<void>((resolve) => {
    pass = resolve;
  });
  if (task !== undefined) turns.set(task, Promise.all([comes, passed]));
  return { comes, [Symbol.dispose]: () => pass?.() };
}

/** Where LangGraph counts a task's questions. */
function taskOf(config: object): object | undefined {
  const configurable: unknown = Reflect.get(config, "configurable");
  const counted = isRecord(configurable) ? configurable["__pregel_scratchpad"] : undefined;
  return isRecord(counted) ? counted : undefined;
}
