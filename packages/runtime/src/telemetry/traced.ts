import { telemetry } from "@codespar/protocol";
import {
  type Attributes,
  context,
  type Span,
  type SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";

import { parseTraceContext } from "./trace-context.ts";

const tracer = trace.getTracer("@codespar/runtime", "0.1.0");

/** Work that is a span of its own. */
export interface TracedWork {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
  /** W3C trace context that the work belongs to, where no span is active here. */
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
}

/**
 * Runs work as a span. Without OpenTelemetry's SDK there are no spans, and the span given is the
 * one that the trace context names.
 *
 * Arguments, results and messages of errors are never written to spans.
 */
export async function traced<Result>(
  { name, kind, attributes, traceparent, tracestate }: TracedWork,
  run: (span: Span) => Promise<Result>,
): Promise<Result> {
  const active = context.active();
  const parent =
    trace.getSpan(active) === undefined
      ? parseTraceContext(active, { traceparent, tracestate })
      : active;
  const span = tracer.startSpan(name, { kind, attributes }, parent);
  try {
    return await context.with(trace.setSpan(parent, span), () => run(span));
  } catch (cause) {
    markFailed(span, cause instanceof Error ? cause.name : "unknown");
    throw cause;
  } finally {
    span.end();
  }
}

/** Marks a span as failed, with the reason for programs. */
export function markFailed(span: Span, errorType: string): void {
  span.setAttribute(telemetry.errorType, errorType);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
