import { createAnthropic } from "@ai-sdk/anthropic";
import { messagesApi } from "@codespar/example-shared";
import type { SessionLike } from "@codespar/protocol";
import { getTools } from "@codespar/vercel";
import {
  convertToModelMessages,
  createUIMessageStreamResponse,
  isStepCount,
  streamText,
  toUIMessageStream,
  type UIMessage,
} from "ai";
import { Hono } from "hono";

/** The server: `POST /chat` takes the conversation and streams the next message. */
export async function createChat(session: SessionLike): Promise<Hono> {
  const { model, ...settings } = messagesApi();
  const anthropic = createAnthropic(settings);
  const tools = await getTools(session, { filter: ({ server }) => server === "codespar" });
  return new Hono().post("/chat", async (context) => {
    const { messages } = await context.req.json<{ messages: UIMessage[] }>();
    const result = streamText({
      model: anthropic(model),
      messages: await convertToModelMessages(messages),
      tools,
      stopWhen: isStepCount(10),
      abortSignal: context.req.raw.signal,
    });
    return createUIMessageStreamResponse({
      stream: toUIMessageStream({ stream: result.stream, tools, originalMessages: messages }),
    });
  });
}
