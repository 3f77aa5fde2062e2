import type { ToolData, ToolResult } from "@codespar/protocol";

import type { Clock } from "../clock.ts";
import type { SessionRow, ToolCallRow } from "../store/schema.ts";
import type { CallLedger } from "./call-ledger.ts";
import { settlementOf } from "./settlement-of.ts";
import { toPendingCall } from "./to-pending-call.ts";

/** What ending an unknown outcome works with. */
export interface EndUnknownParts {
  readonly clock: Clock;
  readonly ledger: CallLedger;
}

/** What was found out about a call whose outcome is unknown. */
export interface Finding {
  readonly row: ToolCallRow;
  readonly session: SessionRow;
  /** Whether it took effect. */
  readonly executed: boolean;
  /** The result that those who ask again are given, when it took effect. */
  readonly data: ToolData;
  /** Who found it out, by which key. */
  readonly keyId: string;
  readonly by: string;
  readonly reason: string;
}

/**
 * Ends an unknown outcome; answers whether it was unknown until now. A call that had no effect
 * gives its key back, and a payment that `data` speaks of counts as if the call had told of it.
 */
export async function endUnknown(
  { clock, ledger }: EndUnknownParts,
  { row, session, executed, data, keyId, by, reason }: Finding,
): Promise<boolean> {
  if (row.status !== "unknown") return false;
  const base = {
    server: row.server,
    tool: row.tool,
    duration: row.duration_ms ?? 0,
    tool_call_id: row.id,
    called_at: new Date(row.called_at).toISOString(),
  };
  const result: ToolResult = executed
    ? { ...base, success: true, data, error: null, error_code: null }
    : {
        ...base,
        success: false,
        data: {},
        error: `The call had no effect: ${reason}`,
        error_code: "provider_unavailable",
      };
  const what = executed ? "it took effect" : "it had no effect";
  return ledger.settle(
    { ...toPendingCall(row, session), keyId },
    {
      result,
      at: clock.now(),
      isFound: true,
      decision: `${by}: ${what}: ${reason}`,
      notice: executed ? settlementOf(data) : undefined,
    },
  );
}
