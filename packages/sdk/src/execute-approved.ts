import type { ApprovalRequest, ToolResult } from "@codespar/protocol";

import { mayPass } from "./may-pass.ts";
import { withinTime } from "./within-time.ts";

const firstPollMs = 250;
const maxPollMs = 3_000;

/** A call that a person may have to approve. */
export interface ApprovableCall {
  /** Makes the call, always under the same key. */
  readonly run: () => Promise<ToolResult>;
  /** Asks how a request for approval stands. */
  readonly readRequest: (approvalId: string, signal: AbortSignal) => Promise<ApprovalRequest>;
  /** Milliseconds to wait for a person; 0 waits for nobody. */
  readonly approvalTimeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Makes a call, and makes it again when a person has decided on it within the time. */
export async function executeApproved(call: ApprovableCall): Promise<ToolResult> {
  const result = await call.run();
  const { approval_id: approvalId } = result.data;
  if (result.error_code !== "approval_required" || typeof approvalId !== "string") return result;
  if (call.approvalTimeoutMs <= 0) return result;
  return (await isDecided(call, approvalId)) ? call.run() : result;
}

async function isDecided(
  { readRequest, approvalTimeoutMs, signal: caller }: ApprovableCall,
  approvalId: string,
): Promise<boolean> {
  const decided = await withinTime(approvalTimeoutMs, caller, async ({ signal, sleep }) => {
    for (let pollMs = firstPollMs; ; pollMs = Math.min(pollMs * 2, maxPollMs)) {
      const request = await readRequest(approvalId, signal).catch(nothingYet);
      if (request !== undefined && request.status !== "pending") return true;
      await sleep(pollMs);
    }
  });
  return decided === true;
}

/** The wait goes on where the API is out of reach for a while: the call is still to be made. */
function nothingYet(cause: unknown): undefined {
  if (!mayPass(cause)) throw cause;
}
