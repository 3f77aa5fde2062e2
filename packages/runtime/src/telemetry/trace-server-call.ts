import { telemetry } from "@codespar/protocol";
import type { CallToolResult } from "@modelcontextprotocol/client";
import { SpanKind } from "@opentelemetry/api";

import { type TraceContext, toTraceContext } from "./trace-context.ts";
import { markFailed, traced } from "./traced.ts";

/** A call to a server that is traced. */
export interface TracedServerCall {
  readonly serverId: string;
  readonly remoteName: string;
  /** Whether the server is a child process. */
  readonly isChild: boolean;
  /** W3C trace context of the call, where no span is active. */
  readonly traceparent: string | undefined;
}

/** Makes a call to an MCP server a span, whose trace context the server is given. */
export function traceServerCall(
  { serverId, remoteName, isChild, traceparent }: TracedServerCall,
  send: (trace: TraceContext) => Promise<CallToolResult>,
): Promise<CallToolResult> {
  const work = {
    name: `${telemetry.mcpCallTool} ${remoteName}`,
    kind: SpanKind.CLIENT,
    traceparent,
    attributes: {
      [telemetry.mcpMethod]: telemetry.mcpCallTool,
      [telemetry.operation]: telemetry.executeTool,
      [telemetry.toolName]: remoteName,
      [telemetry.serverId]: serverId,
      ...(isChild ? { [telemetry.networkTransport]: "pipe" } : {}),
    },
  };
  return traced(work, async (span) => {
    const result = await send(toTraceContext(span));
    if (result.isError === true) markFailed(span, telemetry.toolError);
    return result;
  });
}
