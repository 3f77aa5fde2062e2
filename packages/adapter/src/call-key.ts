import { canonicalJson } from "@codespar/protocol";

import { sha256Hex } from "./short-hash.ts";

/** What tells one intended call from another. */
export interface CallIdentity {
  readonly sessionId: string;
  /** The framework's id of the run, where it is stable across resumes. */
  readonly runId?: string | undefined;
  /** Whatever else is the same for a replay of a call, and differs for another call. */
  readonly discriminator?: string | undefined;
  /** The framework's id of the call. */
  readonly toolCallId: string;
  readonly tool: string;
  readonly input: unknown;
}

/** The idempotency key of a call: the same for a retry, a resume or a replay, and for nothing else. */
export function callKey(call: CallIdentity): string {
  const { sessionId, runId, discriminator, toolCallId, tool, input } = call;
  return `call_${sha256Hex(canonicalJson([sessionId, runId, discriminator, toolCallId, tool, input]))}`;
}
