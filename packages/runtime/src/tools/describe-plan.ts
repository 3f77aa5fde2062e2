import type { ServerDirectory } from "../mcp/server-directory.ts";
import { linkTarget } from "../sessions/session-server-row.ts";
import type { SessionRow } from "../store/schema.ts";
import { metaServer } from "./meta-tools/create-meta-tool.ts";
import type { Plan } from "./meta-tools/meta-tool.ts";
import type { PendingCall } from "./pending-call.ts";
import type { ToolCatalog } from "./tool-catalog.ts";

/** What describing works with. */
export interface DescribePlanParts {
  readonly catalog: ToolCatalog;
  readonly directory: ServerDirectory;
}

/** Which server a plan asks, and whether asking it again would be harmless. */
export async function describePlan(
  { catalog, directory }: DescribePlanParts,
  session: SessionRow,
  plan: Exclude<Plan, { kind: "refuse" }>,
): Promise<Pick<PendingCall, "server" | "remoteTool" | "readOnly" | "repeatable">> {
  if (plan.kind === "answer") {
    return { server: metaServer, remoteTool: null, readOnly: true, repeatable: true };
  }
  if (plan.kind === "proxy") {
    const readOnly = plan.input.method === "GET";
    return { server: plan.server, remoteTool: null, readOnly, repeatable: readOnly };
  }
  const served = await catalog.toolOf(session, plan.server, plan.remoteName);
  const { readOnlyHint, idempotentHint } = served?.tool.annotations ?? {};
  const server = directory.find(linkTarget(session, plan.server), plan.server);
  const overlay = served && (server?.moneyOf(served) ?? undefined);
  // What the operator says of money goes before what a server says of its tool.
  const isPaying = plan.effect === "moves-money" || overlay !== undefined;
  const readOnly = plan.effect === "reads" || (readOnlyHint === true && !isPaying);
  return {
    server: plan.server,
    remoteTool: plan.remoteName,
    readOnly,
    repeatable: readOnly || idempotentHint === true,
  };
}
