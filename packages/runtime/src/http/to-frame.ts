import type { StreamEvent } from "@codespar/protocol";

/**
 * An event of a turn as a frame of the stream.
 *
 * Clients of different ages look for a record or a result in different places: flat beside `type`,
 * and nested. Each frame has both.
 */
export function toFrame(event: StreamEvent): { readonly event: string; readonly data: string } {
  return { event: event.type, data: JSON.stringify({ ...flattened(event), ...event }) };
}

function flattened(event: StreamEvent): object {
  if (event.type === "done") return event.result;
  if (event.type === "approval_required") {
    return { ...event.approval, approval_id: event.approval.id };
  }
  if (event.type !== "tool_result") return {};
  const { toolCall } = event;
  return {
    ...toolCall,
    tool_use_id: toolCall.id,
    content: JSON.stringify(toolCall.output),
    is_error: toolCall.status === "error",
  };
}
