import { telemetry, type ToolResult } from "@codespar/protocol";

interface SpanContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
  readonly isRemote?: boolean;
  readonly traceState?: { serialize(): string };
}

interface Span {
  setAttribute(name: string, value: string | boolean): unknown;
  setStatus(status: { readonly code: number }): unknown;
  spanContext(): SpanContext;
  end(): void;
}

interface SpanOptions {
  readonly kind: number;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The part of `@opentelemetry/api` that traces calls: `import * as api from "@opentelemetry/api"`. */
export interface OpenTelemetryApi {
  readonly trace: {
    getTracer(name: string): Tracer;
    getSpan(context: unknown): Span | undefined;
    setSpan(context: unknown, span: Span): unknown;
    setSpanContext(context: unknown, spanContext: SpanContext): unknown;
  };
  readonly context: {
    active(): unknown;
    with<Result>(context: unknown, run: () => Result): Result;
  };
}

interface Tracer {
  startSpan(name: string, options: SpanOptions, context: unknown): Span;
}

/** Where a call is in a trace, as it travels. Source: W3C Trace Context. */
export interface TraceHeaders {
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
}

/** A request that is traced. */
export interface TracedRequest {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** What its caller says of the trace, where no span is active. */
  readonly traceparent?: string | undefined;
}

/** A call that is traced. */
export interface TracedCall {
  readonly tool: string;
  readonly sessionId: string;
  /** The framework's id of the call. */
  readonly id: string | undefined;
  /** What its caller says of the trace, where no span is active. */
  readonly traceparent: string | undefined;
}

const clientKind = 2;
const errorStatus = { code: 2 };
const form = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const noTrace = /^0+$/;

/** Makes a call a span of the trace that is active; what came of it is told, its data is not. */
export function traceCall(
  given: OpenTelemetryApi | undefined,
  { tool, sessionId, id, traceparent }: TracedCall,
  run: (trace: TraceHeaders) => Promise<ToolResult>,
): Promise<ToolResult> {
  const attributes = {
    [telemetry.toolName]: tool,
    [telemetry.sessionId]: sessionId,
    ...(id === undefined ? {} : { [telemetry.toolCallId]: id }),
  };
  const request = { name: `session.execute ${tool}`, attributes, traceparent };
  return traceRequest(given, request, async (trace, span) => {
    const result = await run(trace);
    span?.setAttribute(telemetry.callId, result.tool_call_id);
    if (result.replayed === true) span?.setAttribute(telemetry.replayed, true);
    if (span !== undefined && result.error_code !== null) fail(span, result.error_code);
    return result;
  });
}

/**
 * Makes a request a span of the trace that is active. Without OpenTelemetry, or without its SDK,
 * there is no span, and the request carries on what its caller says.
 */
export async function traceRequest<Result>(
  given: OpenTelemetryApi | undefined,
  { name, attributes, traceparent }: TracedRequest,
  run: (trace: TraceHeaders, span?: Span) => Promise<Result>,
): Promise<Result> {
  const api = given ?? (await findApi());
  if (api === undefined) return run({ traceparent });
  const { trace, context } = api;
  const parent = parentOf(api, traceparent);
  const options = { kind: clientKind, attributes };
  const span = trace.getTracer("@codespar/sdk").startSpan(name, options, parent);
  try {
    const inside = trace.setSpan(parent, span);
    const headers = { traceparent, ...toHeaders(span.spanContext()) };
    return await context.with(inside, () => run(headers, span));
  } catch (cause) {
    fail(span, errorTypeOf(cause));
    throw cause;
  } finally {
    span.end();
  }
}

let found: OpenTelemetryApi | undefined;
let looked: Promise<OpenTelemetryApi | undefined> | undefined;

/** Looks once for `@opentelemetry/api`, an optional peer; bundled applications hand it over instead. */
async function findApi(): Promise<OpenTelemetryApi | undefined> {
  // The name is not a literal, so that bundlers do not insist on the package.
  const name = "@opentelemetry/api";
  looked ??= import(/* @vite-ignore */ /* webpackIgnore: true */ name).catch(() => undefined);
  found ??= await looked;
  return found;
}

function parentOf({ trace, context }: OpenTelemetryApi, traceparent = ""): unknown {
  const active = context.active();
  const [, traceId, spanId, flags = ""] = form.exec(traceparent) ?? [];
  if (trace.getSpan(active) !== undefined || traceId === undefined || spanId === undefined) {
    return active;
  }
  const traceFlags = Number.parseInt(flags, 16);
  return trace.setSpanContext(active, { traceId, spanId, traceFlags, isRemote: true });
}

function toHeaders({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceHeaders {
  if (noTrace.test(traceId)) return {};
  const tracestate = traceState?.serialize() ?? "";
  return {
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`,
    ...(tracestate === "" ? {} : { tracestate }),
  };
}

function fail(span: Span, errorType: string): void {
  span.setAttribute(telemetry.errorType, errorType);
  span.setStatus(errorStatus);
}

function errorTypeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "unknown";
  return "code" in cause && typeof cause.code === "string" ? cause.code : cause.name;
}
