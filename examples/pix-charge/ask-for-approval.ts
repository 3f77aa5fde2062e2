import { ask } from "@codespar/example-shared";
import type { ToolApprovalResponse } from "ai";

/** The part of a step's content that this example looks at. */
interface ContentPart {
  readonly type: string;
  readonly approvalId?: string;
  readonly toolCall?: { readonly toolName: string; readonly input: unknown };
}

/** Answers every call that waits for a person: asked at a terminal, approved without one. */
export async function askForApproval(
  content: readonly ContentPart[],
): Promise<ToolApprovalResponse[]> {
  const answers: ToolApprovalResponse[] = [];
  for (const { type, approvalId, toolCall } of content) {
    if (type !== "tool-approval-request" || approvalId === undefined) continue;
    const question = `  Approve ${toolCall?.toolName ?? "the call"} ${JSON.stringify(toolCall?.input)}?`;
    const approved = await ask(question);
    answers.push({ type: "tool-approval-response", approvalId, approved });
  }
  return answers;
}
