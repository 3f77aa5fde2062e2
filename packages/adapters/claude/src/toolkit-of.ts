import { createToolkit, type Toolkit, type ToolkitOptions } from "@codespar/adapter";
import type { SessionLike } from "@codespar/protocol";

import type { ClaudeOptions } from "./claude-options.ts";
import { adapterVersion } from "./version.ts";

const toolkits = new WeakMap<SessionLike, Toolkit>();

/** What the adapter core needs to know. */
export function toToolkitOptions(options: ClaudeOptions): ToolkitOptions {
  return {
    // The Messages loop cannot pause: approval is off until it is asked for.
    approval: "never",
    ...options,
    defaultDialect: "anthropic",
    framework: { name: "@anthropic-ai/sdk", adapterVersion },
    canDefer: options.defer === true,
  };
}

/** Lists the session's tools, and remembers them for the calls that follow. */
export async function refreshToolkit(
  session: SessionLike,
  options: ClaudeOptions,
): Promise<Toolkit> {
  const toolkit = await createToolkit(session, toToolkitOptions(options));
  toolkits.set(session, toolkit);
  return toolkit;
}

/** The tools the model was last sent for this session; listed now when it was sent none. */
export async function toolkitOf(session: SessionLike, options: ClaudeOptions): Promise<Toolkit> {
  return toolkits.get(session) ?? refreshToolkit(session, options);
}
