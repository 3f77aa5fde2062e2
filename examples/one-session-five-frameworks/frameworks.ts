import { createAnthropic } from "@ai-sdk/anthropic";
import Anthropic from "@anthropic-ai/sdk";
import * as claude from "@codespar/claude/runner";
import { messagesApi, openaiApi } from "@codespar/example-shared";
import * as langchain from "@codespar/langchain";
import * as mastra from "@codespar/mastra";
import * as openai from "@codespar/openai";
import type { SessionLike, Tool } from "@codespar/protocol";
import * as vercel from "@codespar/vercel";
import { ChatOpenAI } from "@langchain/openai";
import { Agent } from "@mastra/core/agent";
import type { MastraModelConfig } from "@mastra/core/llm";
import { generateText, isStepCount } from "ai";
import { createAgent } from "langchain";
import OpenAI from "openai";

type Run = (session: SessionLike, request: string) => Promise<string>;

// Nobody is asked here: the other examples show how each framework asks.
const options = { approval: "never", filter: ({ server }: Tool) => server === "codespar" } as const;

/** The same request in five frameworks; each is its client, its tools and its loop. */
export const frameworks: Readonly<Record<string, Run>> = {
  async "Vercel AI SDK"(session, prompt) {
    const { model, ...settings } = messagesApi();
    const tools = await vercel.getTools(session, options);
    const { text } = await generateText({
      model: createAnthropic(settings)(model),
      tools,
      prompt,
      stopWhen: isStepCount(10),
    });
    return text;
  },
  async LangChain(session, content) {
    const { fetch, ...settings } = openaiApi();
    const model = new ChatOpenAI({ ...settings, configuration: { fetch } });
    const agent = createAgent({ model, tools: await langchain.getTools(session, options) });
    const { messages } = await agent.invoke({ messages: [{ role: "user", content }] });
    return messages.at(-1)?.text ?? "";
  },
  async Mastra(session, request) {
    const { model, ...settings } = messagesApi();
    const agent = new Agent({
      id: "shop",
      name: "Shop",
      instructions: "You run a shop.",
      // Cast: Mastra's types are of an earlier provider than this one; it runs as it is.
      model: createAnthropic(settings)(model) as MastraModelConfig,
      tools: await mastra.getTools(session, options),
    });
    return (await agent.generate(request)).text;
  },
  async OpenAI(session, content) {
    const { model, ...settings } = openaiApi();
    const tools = await openai.getRunnableTools(session, options);
    const messages = [{ role: "user" as const, content }];
    const runner = new OpenAI(settings).chat.completions.runTools({ model, tools, messages });
    return (await runner.finalContent()) ?? "";
  },
  async Claude(session, content) {
    const { model, ...settings } = messagesApi();
    const tools = await claude.getRunnableTools(session, options);
    const messages = [{ role: "user" as const, content }];
    const message = await new Anthropic(settings).beta.messages.toolRunner({
      model,
      max_tokens: 4_000,
      tools,
      messages,
    });
    return message.content.flatMap((block) => (block.type === "text" ? block.text : [])).join("");
  },
};
