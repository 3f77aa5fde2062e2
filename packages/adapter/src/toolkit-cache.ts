import type { SessionLike } from "@codespar/protocol";

import { createToolkit, type Toolkit, type ToolkitOptions } from "./toolkit.ts";

/** Remembers which tools a model was sent, for handlers that see only the calls it makes. */
export interface ToolkitCache {
  /** Lists the session's tools, and remembers them. */
  refresh(session: SessionLike, options: ToolkitOptions): Promise<Toolkit>;
  /** The tools the model was last sent for this session; listed now when it was sent none. */
  get(session: SessionLike, options: ToolkitOptions): Promise<Toolkit>;
}

/** Creates an empty cache; sessions that are gone leave it by themselves. */
export function createToolkitCache(): ToolkitCache {
  const toolkits = new WeakMap<SessionLike, Toolkit>();

  async function refresh(session: SessionLike, options: ToolkitOptions): Promise<Toolkit> {
    const toolkit = await createToolkit(session, options);
    toolkits.set(session, toolkit);
    return toolkit;
  }

  return {
    refresh,
    get: async (session, options) => toolkits.get(session) ?? refresh(session, options),
  };
}
