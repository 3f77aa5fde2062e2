import type { ChatMessage } from "./chat-api.ts";

/** The client's runner, as far as tools look at it. */
export interface ToolRunner {
  readonly messages: ReadonlyArray<ChatMessage & { readonly role: string }>;
  readonly controller?: { readonly signal: AbortSignal } | undefined;
}

const claimed = new WeakMap<object, Set<string>>();

/**
 * Finds out which call of the last assistant message a tool is run for. The client does not tell,
 * but it runs calls in their order: each is the first equal one that nobody has claimed.
 */
export function claimCallId(runner: ToolRunner, name: string, text: string): string | undefined {
  const message = runner.messages.findLast(({ tool_calls: calls }) => calls !== undefined);
  if (message === undefined) return undefined;
  const taken = claimed.get(message) ?? new Set();
  claimed.set(message, taken);
  const call = message.tool_calls?.find(
    ({ id, function: called }) =>
      called?.name === name && called.arguments === text && !taken.has(id),
  );
  if (call !== undefined) taken.add(call.id);
  return call?.id;
}
