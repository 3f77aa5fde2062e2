import { createAnthropic } from "@ai-sdk/anthropic";
import Anthropic from "@anthropic-ai/sdk";
import { getTools as getClaudeTools } from "@codespar/claude";
import { aiSdk, anthropic, createRuntime } from "@codespar/runtime";
import { CodeSpar, type Session } from "@codespar/sdk";
import { getTools } from "@codespar/vercel";
import { createMessagesWire } from "@codespar/wires";
import { isStepCount, streamText } from "ai";

import { storeFile } from "./cases.ts";
import { measureByTurns } from "./measure.ts";

const model = "claude-sonnet-5-5";
const prompt = "Which payments are there?";
const servers = ["stripe", "mercadopago", "correios"];
const call = { name: "stripe_list_payment_intents", input: { limit: 1 } };

/** A backend of `session.send`, and the same model without us. */
export interface BenchedAgent {
  readonly name: string;
  readonly backend: ReturnType<typeof anthropic>;
  /** Asks the model for both steps with its own client and the same tools; the tool does nothing. */
  readonly askAlone: (session: Session) => Promise<() => Promise<unknown>>;
}

/** What turns cost on a backend, less the model's own time, in microseconds. */
export interface AgentMeasurement {
  readonly name: string;
  /** What the model takes without us. */
  readonly modelUs: number;
  readonly memoryUs: number;
  readonly fileUs: number;
}

/** Answers at once: first with a call, then with a text. */
const fetch: typeof globalThis.fetch = (input, init) => {
  const body = typeof init?.body === "string" ? init.body : "";
  const isSecond = body.includes('"tool_result"');
  const turns = isSecond ? [] : [[{ ...call, id: `toolu_${crypto.randomUUID()}` }]];
  return createMessagesWire(turns).fetch(input, init);
};

/** Every backend there is. */
export const agents: readonly BenchedAgent[] = [
  {
    name: "anthropic()",
    backend: anthropic({ apiKey: "offline", fetch, model }),
    async askAlone(session) {
      const client = new Anthropic({ apiKey: "offline", fetch });
      const tools = await getClaudeTools(session);
      const ask = async (messages: Anthropic.MessageParam[]) => {
        const body = { model, max_tokens: 8_192, tools, messages };
        return (await client.messages.stream(body).finalMessage()).content;
      };
      return async () => {
        const asked: Anthropic.MessageParam[] = [{ role: "user", content: prompt }];
        const said = await ask(asked);
        const [use] = said;
        const result = { type: "tool_result", content: "{}" } as const;
        const tool_use_id = use?.type === "tool_use" ? use.id : "";
        await ask([
          ...asked,
          { role: "assistant", content: said },
          { role: "user", content: [{ ...result, tool_use_id }] },
        ]);
      };
    },
  },
  {
    name: "aiSdk()",
    backend: aiSdk({ model: createAnthropic({ apiKey: "offline", fetch })(model) }),
    async askAlone(session) {
      const alone = createAnthropic({ apiKey: "offline", fetch })(model);
      const tools = await getTools(session, {
        approval: "never",
        beforeExecute: () => Promise.reject(new Error("The tool does nothing.")),
      });
      return async () => {
        const stopWhen = isStepCount(10);
        await streamText({ model: alone, tools, prompt, stopWhen }).consumeStream();
      };
    },
  },
];

/** Measures turns of two steps, each on a new session, and by turns the model alone. */
export async function measureAgent(agent: BenchedAgent): Promise<AgentMeasurement> {
  const memory = await measureTurns(agent, ":memory:");
  const file = await measureTurns(agent, storeFile());
  return {
    name: agent.name,
    modelUs: memory.modelUs,
    memoryUs: memory.turnUs - memory.modelUs,
    fileUs: file.turnUs - file.modelUs,
  };
}

async function measureTurns(
  { backend, askAlone }: BenchedAgent,
  store: string,
): Promise<{ readonly turnUs: number; readonly modelUs: number }> {
  await using runtime = createRuntime({ agent: backend, store });
  const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch: runtime.fetch });
  let session = await codespar.create("user_123", { servers });
  const alone = await askAlone(session);
  const [turnUs, modelUs] = await measureByTurns([() => session.send(prompt), alone], async () => {
    session = await codespar.create("user_123", { servers });
  });
  return { turnUs, modelUs };
}
