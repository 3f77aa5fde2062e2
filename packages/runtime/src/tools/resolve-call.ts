import type { ToolData } from "@codespar/protocol";

import type { Principal } from "../access/principal.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { SessionRegistry } from "../sessions/session-registry.ts";
import type { Store } from "../store/store.ts";
import { endUnknown, type EndUnknownParts } from "./end-unknown.ts";
import { findToolCall } from "./find-tool-call.ts";

/** What resolving works with. */
export interface ResolveCallParts extends EndUnknownParts {
  readonly store: Store;
  readonly sessions: SessionRegistry;
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
  const { keyId } = principal;
  const by = `resolved by ${keyId}`;
  const isEnded = await endUnknown(parts, { row, session, executed, data, keyId, by, reason });
  if (isEnded) return;
  throw new RuntimeError("invalid_request", "The outcome of the call is known.", {
    status: 409,
    problem: { kind: "outcome_known" },
  });
}
