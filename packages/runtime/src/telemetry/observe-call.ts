import { telemetry, type ToolCall, type ToolResult } from "@codespar/protocol";
import { type Span, SpanKind } from "@opentelemetry/api";

import { RuntimeError } from "../runtime-error.ts";
import type { Metrics } from "./metrics.ts";
import { toTraceContext } from "./trace-context.ts";
import { markFailed, traced } from "./traced.ts";

/** A call that is observed. */
export interface ObservedCall {
  readonly sessionId: string;
  readonly call: ToolCall;
  /** W3C trace context of the request, where the call has none of its own. */
  readonly traceparent?: string | undefined;
}

/** What observing works with. */
export interface ObserveCallParts {
  readonly metrics: Metrics;
}

/** Makes a call a span, and counts it; the call then says which trace it is of. */
export async function observeCall<Call extends ObservedCall>(
  { metrics }: ObserveCallParts,
  observed: Call,
  run: (call: Call) => Promise<ToolResult>,
): Promise<ToolResult> {
  const startedAt = performance.now();
  const count = (server: string, outcome: string): void =>
    metrics.observe({ server, outcome, seconds: (performance.now() - startedAt) / 1_000 });
  try {
    const result = await traced(toWork(observed), async (span) => {
      const ended = await run(withTrace(observed, span));
      describe(span, ended);
      return ended;
    });
    count(result.server, outcomeOf(result));
    return result;
  } catch (cause) {
    count("", cause instanceof RuntimeError ? cause.code : "internal");
    throw cause;
  }
}

function toWork({ sessionId, call, traceparent }: ObservedCall): Parameters<typeof traced>[0] {
  const { tool, tool_call: origin } = call;
  return {
    name: `${telemetry.executeTool} ${tool}`,
    kind: SpanKind.INTERNAL,
    traceparent: origin?.traceparent ?? traceparent,
    attributes: {
      [telemetry.operation]: telemetry.executeTool,
      [telemetry.toolName]: tool,
      [telemetry.sessionId]: sessionId,
      ...(origin?.id === undefined ? {} : { [telemetry.toolCallId]: origin.id }),
    },
  };
}

function describe(span: Span, { tool_call_id, server, error_code, replayed }: ToolResult): void {
  span.setAttribute(telemetry.callId, tool_call_id);
  if (server !== "") span.setAttribute(telemetry.serverId, server);
  if (replayed === true) span.setAttribute(telemetry.replayed, true);
  if (error_code !== null) markFailed(span, error_code);
}

/** A call of a trace says so in the audit, also where its caller did not. */
function withTrace<Call extends ObservedCall>(observed: Call, span: Span): Call {
  const { call } = observed;
  const { traceparent } = toTraceContext(span);
  if (traceparent === undefined || call.tool_call?.traceparent !== undefined) return observed;
  return { ...observed, call: { ...call, tool_call: { ...call.tool_call, traceparent } } };
}

function outcomeOf({ success, replayed, error_code }: ToolResult): string {
  if (replayed === true) return "replayed";
  return success ? "success" : (error_code ?? "provider_error");
}
