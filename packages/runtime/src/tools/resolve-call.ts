import type { ToolData, ToolResult } from "@codespar/protocol";

import type { Principal } from "../access/principal.ts";
import type { Clock } from "../clock.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { SessionRegistry } from "../sessions/session-registry.ts";
import type { Store } from "../store/store.ts";
import type { CallLedger } from "./call-ledger.ts";
import { findToolCall } from "./find-tool-call.ts";
import { toPendingCall } from "./to-pending-call.ts";

/** What resolving works with. */
export interface ResolveCallParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly sessions: SessionRegistry;
  readonly ledger: CallLedger;
}

/** What a person found out about a call whose outcome is unknown. */
export interface Resolution {
  readonly principal: Principal;
  readonly callId: string;
  /** Whether it took effect. */
  readonly executed: boolean;
  readonly reason: string;
  /** The result that those who ask again are given, when it took effect. */
  readonly data: ToolData;
}

/**
 * Ends an unknown outcome by what a person found out at the provider. A call that had no effect
 * gives its key back, so that it may be made again.
 *
 * @throws RuntimeError `not_found`, or `invalid_request` (409) when the outcome is known.
 */
export async function resolveCall(
  parts: ResolveCallParts,
  { principal, callId, executed, reason, data }: Resolution,
): Promise<void> {
  const row = await findToolCall(parts.store, principal, callId);
  const session = await parts.sessions.get(principal, row.session_id);
  const call = { ...toPendingCall(row, session), keyId: principal.keyId };
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
        error: `A person found that the call had no effect: ${reason}`,
        error_code: "provider_unavailable",
      };
  const what = executed ? "it took effect" : "it had no effect";
  const isEnded =
    row.status === "unknown" &&
    (await parts.ledger.settle(call, {
      result,
      at: parts.clock.now(),
      decision: `resolved by ${principal.keyId}: ${what}: ${reason}`,
    }));
  if (isEnded) return;
  throw new RuntimeError("invalid_request", "The outcome of the call is known.", { status: 409 });
}
