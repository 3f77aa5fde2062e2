import type { AuditLog } from "../audit/audit-log.ts";
import { RuntimeError } from "../runtime-error.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { ApprovalRow } from "../store/schema.ts";
import type { Store, StoreTransaction } from "../store/store.ts";

/** A person's decision. */
export interface Decision {
  readonly id: string;
  readonly projectId: string;
  readonly environment: "test" | "live";
  readonly keyId: string;
  readonly approve: boolean;
  readonly reason: string;
  readonly now: number;
}

/** What deciding works with. */
export interface DecideApprovalParts {
  readonly store: Store;
  readonly audit: AuditLog;
}

/** Decides about a request, and says so in the audit; the same said again changes nothing. */
export async function decideApproval(
  { store, audit }: DecideApprovalParts,
  decision: Decision,
  row: ApprovalRow,
): Promise<void> {
  const { keyId, approve, reason, now } = decision;
  const status = approve ? "approved" : "denied";
  await store.write(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable("approvals")
      .set({ status, reason, decided_at: now, decided_by: keyId })
      .where("id", "=", row.id)
      .where("status", "=", "pending")
      .where("expires_at", ">", now)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) {
      if (await wasSaidBefore(transaction, decision)) return;
      throw toRefusal(row.expires_at <= now);
    }
    await audit.append(transaction, {
      kind: "approval",
      at: new Date(now).toISOString(),
      project_id: row.project_id,
      session_id: row.session_id,
      user_id: row.user_id,
      key_id: keyId,
      tool_call_id: row.id,
      tool: row.tool,
      server: row.server,
      decision: reason === "" ? status : `${status}: ${reason}`,
      status: null,
      error_code: null,
      duration_ms: null,
      origin: null,
      input: parseStored<unknown>(row.input),
      output: null,
    });
  }, "read committed");
}

/** Whether the same key has decided the same, and the call may have been made since. */
async function wasSaidBefore(
  transaction: StoreTransaction,
  { id, keyId, approve, reason }: Decision,
): Promise<boolean> {
  const same = await transaction
    .selectFrom("approvals")
    .select("id")
    .where("id", "=", id)
    .where("status", "in", approve ? ["approved", "used"] : ["denied"])
    .where("decided_by", "=", keyId)
    .where("reason", "=", reason)
    .executeTakeFirst();
  return same !== undefined;
}

function toRefusal(isOver: boolean): RuntimeError {
  const why = isOver ? "has expired" : "is decided already";
  return new RuntimeError("invalid_request", `The request ${why}.`, {
    status: 409,
    problem: { kind: isOver ? "approval_expired" : "approval_decided" },
  });
}
