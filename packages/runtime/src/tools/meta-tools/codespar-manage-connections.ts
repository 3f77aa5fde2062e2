import type { Connection, ToolData } from "@codespar/protocol";
import * as z from "zod";

import { createMetaTool, refuseInput } from "./create-meta-tool.ts";
import type { MetaTool, PlanContext } from "./meta-tool.ts";

const actionSchema = z.enum(["list", "status", "initiate"]);

/** Shows the session's connections, and where a person makes one. */
export const codesparManageConnections: MetaTool = createMetaTool({
  name: "codespar_manage_connections",
  title: "Manage connections",
  description:
    "List the session's connections, show one, or get the address where the user connects one.",
  effect: "reads",
  input: z.object({
    action: actionSchema.optional().describe("What to do (list)."),
    operation: actionSchema.optional().describe("The same as action."),
    server_id: z.string().optional().describe("The server to show or to connect."),
  }),
  async plan({ action, operation, server_id }, context) {
    const wanted = action ?? operation ?? "list";
    const rows = await context.connections();
    const connections = rows.map((row) => toRow(row, context));
    const base = { action: wanted, connections, status: null, initiate: null };
    if (wanted === "list") return { kind: "answer", data: base };
    const connection = rows.find(({ id }) => id === server_id);
    if (connection === undefined) {
      const known = rows.map(({ id }) => id).join(", ");
      return refuseInput("server_id", "exists", `Name a server of this session: ${known}.`);
    }
    const row = toRow(connection, context);
    if (wanted === "status") return { kind: "answer", data: { ...base, status: row } };
    return { kind: "answer", data: { ...base, initiate: toInvitation(connection, context) } };
  },
});

function toRow(connection: Connection, { connectUrl }: PlanContext): ToolData {
  const { id, name, auth_type, connected } = connection;
  const connectedWord = auth_type === "none" ? "not_required" : "connected";
  return {
    server_id: id,
    display_name: name,
    auth_type,
    status: connected ? connectedWord : "disconnected",
    connected_at: connection.connected_at ?? null,
    ...(connected ? {} : { connect_url: connectUrl(id) }),
  };
}

function toInvitation(connection: Connection, { connectUrl, servers }: PlanContext): ToolData {
  const { id, name, auth_type, connected } = connection;
  const url = connectUrl(id);
  const fields = servers.find((server) => server.id === id)?.credentials ?? [];
  return {
    server_id: id,
    connect_url: url,
    wizard_url: url,
    instructions: connected
      ? [`${name} is connected already.`]
      : [`Ask the user to open ${url} and to connect ${name} there.`],
    required_secrets:
      auth_type === "oauth"
        ? []
        : fields.map(({ name: secret, label }) => ({ name: secret, hint: label })),
    next_action: connected ? "none" : "open_connect_url",
  };
}
