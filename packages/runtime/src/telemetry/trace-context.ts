import {
  type Context,
  createTraceState,
  isSpanContextValid,
  type Span,
  trace,
} from "@opentelemetry/api";

/** Where work belongs in a trace, as it travels. Source: W3C Trace Context. */
export interface TraceContext {
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
}

const form = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

/** The context with the span that a trace context names; as it is, when it names none. */
export function parseTraceContext(
  context: Context,
  { traceparent = "", tracestate }: TraceContext,
): Context {
  if (traceparent === "") return context;
  const [, traceId = "", spanId = "", flags = "0"] = form.exec(traceparent) ?? [];
  const spanContext = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16),
    isRemote: true,
    ...(tracestate === undefined ? {} : { traceState: createTraceState(tracestate) }),
  };
  return isSpanContextValid(spanContext) ? trace.setSpanContext(context, spanContext) : context;
}

/** A span as it travels; nothing, when there is no trace. */
export function toTraceContext(span: Span): TraceContext {
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  if (!isSpanContextValid(span.spanContext())) return {};
  const flags = traceFlags.toString(16).padStart(2, "0");
  const tracestate = traceState?.serialize() ?? "";
  return {
    traceparent: `00-${traceId}-${spanId}-${flags}`,
    ...(tracestate === "" ? {} : { tracestate }),
  };
}
