import { telemetry } from "@codespar/protocol";

interface Span {
  setAttribute(name: string, value: string): unknown;
  spanContext(): { readonly traceId: string; readonly spanId: string; readonly traceFlags: number };
}

interface Tracing {
  readonly trace: { getActiveSpan(): Span | undefined };
}

let tracing: Tracing | undefined;

/** Looks for `@opentelemetry/api`, an optional peer; without it calls are simply not traced. */
export async function loadTracing(): Promise<void> {
  // The name is not a literal, so that bundlers do not insist on the package.
  const name = "@opentelemetry/api";
  tracing ??= await import(/* @vite-ignore */ /* webpackIgnore: true */ name).catch(
    () => undefined,
  );
}

/**
 * Marks the framework's active tool span with the session and the call.
 *
 * @returns The span as W3C trace context, for the call to carry on.
 */
export function annotateActiveSpan(
  sessionId: string,
  toolCallId: string | undefined,
): string | undefined {
  const span = tracing?.trace.getActiveSpan();
  if (span === undefined) return undefined;
  span.setAttribute(telemetry.sessionId, sessionId);
  if (toolCallId !== undefined) span.setAttribute(telemetry.frameworkCallId, toolCallId);
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}
