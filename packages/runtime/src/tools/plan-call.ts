import { connectedServerIds, metadataOf } from "../sessions/session-server-row.ts";
import type { SettlementRow, SessionRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import type { CallToolRequest } from "./call-tool.ts";
import type { Plan } from "./meta-tools/meta-tool.ts";
import type { IndexedTool, ToolIndex } from "./tool-index.ts";

/** What planning works with. */
export interface PlanParts {
  readonly store: Store;
}

/** A valid call about to be planned. */
export interface PlannedCall {
  readonly request: CallToolRequest;
  readonly session: SessionRow;
  readonly index: ToolIndex;
  readonly indexed: IndexedTool;
}

/** Decides which server a call goes to, and with which arguments. */
export async function planCall(
  { store }: PlanParts,
  { request, session, index, indexed }: PlannedCall,
): Promise<Plan> {
  const { target } = indexed;
  const { input } = request.call;
  if (target.kind === "server") {
    const { server, remoteName } = target;
    return { kind: "call", server, remoteName, input, toData: (data) => data };
  }
  return target.metaTool.plan(input, {
    connected: connectedServerIds(session),
    mayStandIn: session.environment === "test",
    tools: index.tools,
    metadata: metadataOf(session),
    publicUrl: request.publicUrl,
    findPayment: (id) => findPayment(store, session, id),
  });
}

function findPayment(
  store: Store,
  session: SessionRow,
  id: string | undefined,
): Promise<SettlementRow | undefined> {
  const payments = store.read
    .selectFrom("settlements")
    .selectAll()
    .where("project_id", "=", session.project_id);
  if (id !== undefined) return payments.where("id", "=", id).executeTakeFirst();
  return payments
    .where("session_id", "=", session.id)
    .orderBy("created_at", "desc")
    .limit(1)
    .executeTakeFirst();
}
