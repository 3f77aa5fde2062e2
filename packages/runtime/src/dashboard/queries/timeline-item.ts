import type { AuditEntry } from "@codespar/protocol";

/** One thing that happened in a session: a call with everything said of it, or a decision. */
export interface TimelineItem {
  /** `tc_…`, or `apr_…` for a person's decision. */
  readonly id: string;
  readonly isDecision: boolean;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly tool: string;
  readonly server: string;
  readonly sessionId: string;
  readonly userId: string;
  readonly keyId: string;
  readonly framework: string | undefined;
  /** W3C trace id. */
  readonly traceId: string | undefined;
  readonly status: "running" | "success" | "error" | "unknown" | "refused";
  readonly errorCode: string | null;
  readonly durationMs: number | null;
  /** What the policies or a person said. */
  readonly decision: string;
  /** How often its stored result was given again. */
  readonly replays: number;
  readonly input: unknown;
  readonly output: unknown;
}

/** What the audit entries of one call come to, the oldest first. */
export function toTimelineItem(entries: readonly AuditEntry[]): TimelineItem | undefined {
  const [first] = entries;
  if (first === undefined) return undefined;
  const last = entries.findLast(({ kind }) => kind !== "replay") ?? first;
  const isDecision = first.kind === "approval";
  return {
    id: first.tool_call_id,
    isDecision,
    at: Date.parse(first.at),
    tool: first.tool,
    server: last.server,
    sessionId: first.session_id,
    userId: first.user_id,
    keyId: first.key_id,
    status: last.status ?? (isDecision ? "success" : "running"),
    errorCode: last.error_code,
    durationMs: last.duration_ms,
    decision: last.decision,
    replays: entries.filter(({ kind }) => kind === "replay").length,
    ...originOf(entries),
    ...payloadsOf(entries),
  };
}

function originOf(entries: readonly AuditEntry[]): Pick<TimelineItem, "framework" | "traceId"> {
  const origin = entries.find((entry) => entry.origin !== null)?.origin;
  return { framework: origin?.framework, traceId: origin?.traceparent?.split("-")[1] };
}

function payloadsOf(entries: readonly AuditEntry[]): Pick<TimelineItem, "input" | "output"> {
  return {
    input: entries.find(({ input }) => input !== null)?.input ?? null,
    output: entries.findLast(({ output }) => output !== null)?.output ?? null,
  };
}
