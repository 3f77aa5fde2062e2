import type { ToolResult, VerificationStatus, VerificationStatusReport } from "@codespar/protocol";

import { toAnswer } from "../mcp/mcp-mapping.ts";
import type { McpPool } from "../mcp/mcp-pool.ts";
import type { ServerDirectory } from "../mcp/server-directory.ts";
import { linkTarget } from "../sessions/session-server-row.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { SessionRow, ToolCallRow } from "../store/schema.ts";

/** What asking for a check works with. */
export interface VerificationStatusParts {
  readonly directory: ServerDirectory;
  readonly pool: McpPool;
}

const known = new Set<string>(["pending", "approved", "rejected", "expired", "review"]);
const timeoutMs = 10_000;

/** Tells where the check of a call is, by asking the server that makes it. */
export async function verificationStatus(
  { directory, pool }: VerificationStatusParts,
  call: ToolCallRow,
  session: SessionRow,
): Promise<VerificationStatusReport> {
  const { verification_id: id, hosted_url } = dataOf(call);
  const report = {
    tool_call_id: call.id,
    verification_id: typeof id === "string" ? id : null,
    hosted_url: typeof hosted_url === "string" ? hosted_url : null,
    provider: typeof id === "string" ? call.server : null,
  };
  const scope = { projectId: session.project_id, environment: session.environment };
  const server = directory.find(scope, call.server);
  const route = server?.facts.routes.find(({ kind }) => kind === "verificationStatus");
  const link = await pool.open(linkTarget(session, call.server)).catch(() => undefined);
  if (server === undefined || route === undefined || link === undefined || typeof id !== "string") {
    return { ...report, verification_status: "unknown" };
  }
  const asked = link.call({
    remoteName: route.tool,
    input: { verification_id: id },
    idempotencyKey: null,
    traceparent: undefined,
    signal: AbortSignal.timeout(timeoutMs),
  });
  const answer = await asked.then(
    (result) => toAnswer(result, server.trusted),
    () => undefined,
  );
  const status = answer?.ok === true ? answer.data["status"] : undefined;
  return { ...report, verification_status: isStatus(status) ? status : "unknown" };
}

function dataOf({ result }: ToolCallRow): ToolResult["data"] {
  return result === null ? {} : parseStored<ToolResult>(result).data;
}

function isStatus(value: unknown): value is VerificationStatus {
  return typeof value === "string" && known.has(value);
}
