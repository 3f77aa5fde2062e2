import {
  type AdapterRun,
  type AdapterScript,
  createOpenAIWire,
  type OpenAIRequest,
  readResponses,
  type ToldResult,
} from "@codespar/conformance";
import {
  getResponsesTools,
  getRunnableTools,
  getTools,
  handleResponse,
  handleToolCalls,
} from "@codespar/openai";
import OpenAI from "openai";

type Loop = (script: AdapterScript, client: OpenAI) => Promise<void>;

/** The Chat Completions loop with the official client. */
export const runChat = (script: AdapterScript): Promise<AdapterRun> =>
  run(script, chat, { definitionsOf: chatDefinitions, toldIn: chatTold });

/** The Responses loop with the official client. */
export const runResponses = (script: AdapterScript): Promise<AdapterRun> =>
  run(script, responses, { definitionsOf: responsesDefinitions, toldIn: responsesTold });

/** The client's own loop. */
export const runRunner = (script: AdapterScript): Promise<AdapterRun> =>
  run(script, runner, { definitionsOf: chatDefinitions, toldIn: chatTold });

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
    if (response.output.every(({ type }) => type !== "function_call")) return;
    input.push(...(response.output as OpenAI.Responses.ResponseInputItem[]));
    const answers = await repeat(script, () => handleResponse(session, response, handling(script)));
    input.push(...answers);
  }
};

const runner: Loop = async (script, client) => {
  const { session, signal = null } = script;
  const tools = await getRunnableTools(session, handling(script));
  const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: "user", content: "Go." }];
  if (tools.length === 0) return;
  await client.chat.completions.runTools({ model, tools, messages }, { signal }).done();
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

function chatDefinitions(request: OpenAIRequest | undefined): AdapterRun["definitions"] {
  const tools = (request?.["tools"] ?? []) as ReadonlyArray<{
    readonly function: {
      readonly name: string;
      readonly description?: string;
      readonly parameters: unknown;
    };
  }>;
  return tools.map(({ function: { name, description = "", parameters } }) => ({
    name,
    description,
    inputSchema: parameters,
  }));
}

function responsesDefinitions(request: OpenAIRequest | undefined): AdapterRun["definitions"] {
  return readResponses(request).definitions;
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

/** What the model is told in a Responses request; failures are known by their text. */
export function responsesTold(request: OpenAIRequest | undefined): AdapterRun["told"] {
  const { answers } = readResponses(request);
  return Object.fromEntries(
    Object.entries(answers).map(([id, { text, media }]) => [id, toTold(text, media)]),
  );
}
