import type { CallContext } from "@codespar/adapter";
import { telemetry } from "@codespar/protocol";
import type { ToolExecutionContext } from "@mastra/core/tools";

/** Marks Mastra's span of a call, and says which span the call belongs to. */
export function traceCall(
  context: ToolExecutionContext | undefined,
  sessionId: string,
  { toolCallId }: CallContext,
): Pick<CallContext, "traceparent"> {
  const span = context?.tracingContext?.currentSpan;
  if (span === undefined) return {};
  span.update({
    metadata: {
      [telemetry.sessionId]: sessionId,
      ...(toolCallId === undefined ? {} : { [telemetry.frameworkCallId]: toolCallId }),
    },
  });
  return { traceparent: `00-${span.traceId}-${span.id}-01` };
}
