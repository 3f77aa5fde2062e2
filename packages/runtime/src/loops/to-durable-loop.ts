import type { DurableLoop, DurableLoopStep, ToolResult } from "@codespar/protocol";

import { parseStored } from "../store/parse-stored.ts";
import type { LoopRow, LoopStepRow } from "../store/schema.ts";

/** A stored loop as it travels. */
export function toDurableLoop(loop: LoopRow, rows: readonly LoopStepRow[]): DurableLoop {
  const current = rows.find(({ status }) => status === "pending" || status === "running");
  const steps = rows.map((row) => toStep(row, loop, row === current));
  const { error_code: code, error: message } = loop;
  return {
    id: loop.id,
    session_id: loop.session_id,
    status: loop.status,
    steps,
    completed_steps: steps.filter(({ status }) => status === "success").length,
    total_steps: steps.length,
    error: code === null ? null : { code, message: message ?? "", step: loop.error_step },
    created_at: new Date(loop.created_at).toISOString(),
    finished_at: loop.finished_at === null ? null : new Date(loop.finished_at).toISOString(),
  };
}

function toStep(row: LoopStepRow, loop: LoopRow, isCurrent: boolean): DurableLoopStep {
  const { error_code: code, error: message } = row;
  const isWaiting = isCurrent && loop.status === "waiting";
  return {
    index: row.position,
    tool: row.tool,
    status: isWaiting ? "waiting" : statusOf(row, loop),
    attempts: row.attempts,
    result: row.result === null ? null : parseStored<ToolResult>(row.result),
    error: code === null ? null : { code, message: message ?? "" },
    approval_id: isWaiting ? loop.approval_id : null,
  };
}

function statusOf({ status }: LoopStepRow, { finished_at }: LoopRow): DurableLoopStep["status"] {
  return status === "pending" && finished_at !== null ? "not_reached" : status;
}
