import {
  type AdapterRun,
  type AdapterScript,
  createOpenAIWire,
  type OpenAIRequest,
  type ToldResult,
} from "@codespar/conformance";
import { getResponsesTools, getTools, handleResponse, handleToolCalls } from "@codespar/openai";
import OpenAI from "openai";

type Loop = (script: AdapterScript, client: OpenAI) => Promise<void>;

/** The Chat Completions loop with the official client. */
export const runChat = (script: AdapterScript): Promise<AdapterRun> =>
  run(script, chat, { definitionsOf: chatDefinitions, toldIn: chatTold });

/** The Responses loop with the official client. */
export const runResponses = (script: AdapterScript): Promise<AdapterRun> =>
  run(script, responses, { definitionsOf: responsesDefinitions, toldIn: responsesTold });

const model = "gpt-5";

const chat: Loop = async (script, client) => {
  const { session, options = {}, signal = null } = script;
  const tools = await getTools(session, options);
  const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: "user", content: "Go." }];
  for (;;) {
    const completion = await client.chat.completions.create({ model, tools, messages }, { signal });
    const message = completion.choices[0]?.message;
    if (message?.tool_calls === undefined) return;
    messages.push(message);
    const answers = await repeat(script, () => handleToolCalls(session, message, handling(script)));
    messages.push(...answers);
  }
};

const responses: Loop = async (script, client) => {
  const { session, options = {}, signal = null } = script;
  const tools = await getResponsesTools(session, options);
  const input: OpenAI.Responses.ResponseInputItem[] = [{ role: "user", content: "Go." }];
  for (;;) {
    const response = await client.responses.create({ model, tools, input }, { signal });
    if (response.output.length === 0) return;
    input.push(...(response.output as OpenAI.Responses.ResponseInputItem[]));
    const answers = await repeat(script, () => handleResponse(session, response, handling(script)));
    input.push(...answers);
  }
};

function handling({ options, signal, approve }: AdapterScript) {
  return { ...options, signal, ...(approve === undefined ? {} : { approve: () => approve }) };
}

async function repeat<Answer>(
  { resume = 1 }: AdapterScript,
  handle: () => Promise<Answer>,
): Promise<Answer> {
  for (let again = 1; again < resume; again += 1) await handle();
  return handle();
}

interface Reader {
  readonly definitionsOf: (request: OpenAIRequest | undefined) => AdapterRun["definitions"];
  readonly toldIn: (request: OpenAIRequest | undefined) => AdapterRun["told"];
}

async function run(
  script: AdapterScript,
  loop: Loop,
  { definitionsOf, toldIn }: Reader,
): Promise<AdapterRun> {
  const { fetch, requests } = createOpenAIWire(script.turns);
  const client = new OpenAI({ apiKey: "test", fetch, maxRetries: 0 });
  const error = await loop(script, client).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  const definitions = definitionsOf(requests[0]);
  return { definitions, error, waiting: [], told: toldIn(requests.at(-1)) };
}

interface Definition {
  readonly name: string;
  readonly description?: string;
  readonly parameters: unknown;
}

function toDefinition({ name, description = "", parameters }: Definition) {
  return { name, description, inputSchema: parameters };
}

function chatDefinitions(request: OpenAIRequest | undefined): AdapterRun["definitions"] {
  const tools = (request?.["tools"] ?? []) as ReadonlyArray<{ readonly function: Definition }>;
  return tools.map((tool) => toDefinition(tool.function));
}

function responsesDefinitions(request: OpenAIRequest | undefined): AdapterRun["definitions"] {
  return ((request?.["tools"] ?? []) as readonly Definition[]).map(toDefinition);
}

function toTold(text: string, media: readonly string[]): ToldResult {
  const failed = text.startsWith('{"error":{"code"');
  return { failed, media, text };
}

function chatTold(request: OpenAIRequest | undefined): AdapterRun["told"] {
  const messages = request?.["messages"] as ReadonlyArray<{
    readonly role: string;
    readonly tool_call_id: string;
    readonly content: string;
  }>;
  const answers = (messages ?? []).filter(({ role }) => role === "tool");
  return Object.fromEntries(
    answers.map(({ tool_call_id, content }) => [tool_call_id, toTold(content, [])]),
  );
}

function responsesTold(request: OpenAIRequest | undefined): AdapterRun["told"] {
  const items = request?.["input"] as ReadonlyArray<{
    readonly type?: string;
    readonly call_id: string;
    readonly output: ReadonlyArray<{ readonly text?: string; readonly image_url?: string }>;
  }>;
  const answers = (items ?? []).filter(({ type }) => type === "function_call_output");
  return Object.fromEntries(
    answers.map(({ call_id, output }) => [
      call_id,
      toTold(
        output.flatMap(({ text }) => text ?? []).join("\n"),
        output.flatMap(({ image_url }) => /^data:([^;]+)/.exec(image_url ?? "")?.[1] ?? []),
      ),
    ]),
  );
}
