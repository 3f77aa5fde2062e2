import type { McpPool } from "../mcp/mcp-pool.ts";
import { connectedServers, linkTarget } from "../sessions/session-server-row.ts";
import type { SessionRow } from "../store/schema.ts";
import type { Plan } from "./meta-tools/meta-tool.ts";
import { spellTool } from "./spell-tool.ts";

/** What is said of a tool that is not listed: its server cannot be reached now, or there is none. */
export function refuseUnlisted(pool: McpPool, session: SessionRow, tool: string): Plan {
  const spelled = spellTool(tool);
  const away = connectedServers(session).find(
    ({ id }) =>
      spelled.startsWith(spellTool(`${id}_`)) && pool.peek(linkTarget(session, id)) === undefined,
  );
  if (away === undefined) {
    const message = `Tool not registered: ${tool}`;
    return { kind: "refuse", code: "unknown_tool", message, data: {} };
  }
  const message = `${away.id} cannot be reached; nothing was sent.`;
  return { kind: "refuse", code: "provider_unavailable", message, data: {} };
}
