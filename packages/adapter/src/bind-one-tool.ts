import type { SessionLike, Tool } from "@codespar/protocol";

import type { BoundTool } from "./bound-tool.ts";
import { bindTools, type ToolkitOptions } from "./toolkit.ts";

/**
 * Binds one tool, or prepares its definition where there is no session yet.
 *
 * @param session The session; without one the tool can be described, and a call of it fails.
 * @throws TypeError when the tool cannot be offered, with the reason.
 */
export function bindOneTool(
  tool: Tool,
  options: ToolkitOptions,
  session: Pick<SessionLike, "id" | "execute"> = unbound,
): BoundTool {
  const { tools, skipped } = bindTools(session, [tool], options);
  const [bound] = tools;
  if (bound !== undefined) return bound;
  throw new TypeError(`${tool.name} cannot be offered: ${skipped[0]?.reason ?? "filtered"}.`);
}

const unbound: Pick<SessionLike, "id" | "execute"> = {
  id: "",
  execute: () => Promise.reject(new Error("This tool has no session.")),
};
