import { ask } from "@codespar/example-shared";
import {
  parseJsonEventStream,
  readUIMessageStream,
  type UIMessage,
  uiMessageChunkSchema,
} from "ai";

/** The client: sends the conversation until the agent has answered, and asks about what waits. */
export async function chatOnce(fetch: typeof globalThis.fetch, request: string): Promise<string> {
  const messages: UIMessage[] = [
    { id: "message_1", role: "user", parts: [{ type: "text", text: request }] },
  ];
  for (;;) {
    const message = await send(fetch, messages);
    if (messages.at(-1)?.role === "assistant") messages.pop();
    messages.push(message);
    if (!(await answerQuestions(message))) return textOf(message);
  }
}

async function send(
  fetch: typeof globalThis.fetch,
  messages: readonly UIMessage[],
): Promise<UIMessage> {
  const response = await fetch("http://localhost/chat", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ messages }),
  });
  if (!response.ok || response.body === null) throw new Error(await response.text());
  const chunks = parseJsonEventStream({
    stream: response.body,
    schema: uiMessageChunkSchema,
  }).pipeThrough(
    new TransformStream({
      transform(chunk, controller) {
        if (!chunk.success) throw chunk.error;
        controller.enqueue(chunk.value);
      },
    }),
  );
  const previous = messages.at(-1);
  const continued = previous?.role === "assistant" ? { message: structuredClone(previous) } : {};
  let last: UIMessage | undefined;
  for await (const message of readUIMessageStream({ stream: chunks, ...continued })) last = message;
  if (last === undefined) throw new Error("The agent said nothing.");
  return last;
}

/** Puts an answer beside every call that waits; says whether any did. */
async function answerQuestions(message: UIMessage): Promise<boolean> {
  let asked = false;
  for (const part of message.parts) {
    if (part.type !== "dynamic-tool" || part.state !== "approval-requested") continue;
    asked = true;
    const approved = await ask(`Approve ${part.toolName} ${JSON.stringify(part.input)}?`);
    Object.assign(part, {
      state: "approval-responded",
      approval: { id: part.approval.id, approved },
    });
  }
  return asked;
}

function textOf({ parts }: UIMessage): string {
  return parts.flatMap((part) => (part.type === "text" ? part.text : [])).join("");
}
