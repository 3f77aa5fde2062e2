import type { ToolCall, ToolCallContext, ToolCallOrigin } from "@codespar/protocol";

import type { TraceHeaders } from "./tracing.ts";

/** A call as it travels; `undefined` members are left out by JSON. */
export function toToolCall(
  tool: string,
  input: Readonly<Record<string, unknown>>,
  context: ToolCallContext | undefined,
): ToolCall {
  return context === undefined ? { tool, input } : { tool, input, tool_call: toOrigin(context) };
}

/** What a call says of itself, with the trace that it is part of. */
export function withTrace(
  context: ToolCallContext | undefined,
  { traceparent }: TraceHeaders,
): ToolCallContext | undefined {
  return traceparent === undefined ? context : { ...context, traceparent };
}

function toOrigin(context: ToolCallContext): ToolCallOrigin {
  const { id, runId, framework, frameworkVersion, adapterVersion, traceparent } = context;
  return {
    ...(id === undefined ? {} : { id: cut(id) }),
    ...(runId === undefined ? {} : { run_id: cut(runId) }),
    ...(framework === undefined ? {} : { framework }),
    ...(frameworkVersion === undefined ? {} : { framework_version: frameworkVersion }),
    ...(adapterVersion === undefined ? {} : { adapter_version: adapterVersion }),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

/** Some frameworks' ids have no limit; the wire's is 255. */
function cut(id: string): string {
  return id.slice(0, 255);
}
