import Anthropic from "@anthropic-ai/sdk";
import { getTools, handleMessage } from "@codespar/claude";
import { getRunnableTools } from "@codespar/claude/runner";
import {
  type AdapterRun,
  type AdapterScript,
  createMessagesWire,
  type MessagesRequest,
  type ToldResult,
} from "@codespar/conformance";

/** The Messages loop, as the documentation shows it, with the official client. */
export async function runMessages(script: AdapterScript): Promise<AdapterRun> {
  const { session, options = {}, signal, approve, resume = 1 } = script;
  const { fetch, requests } = createMessagesWire(script.turns);
  const client = new Anthropic({ apiKey: "test", fetch, maxRetries: 0 });
  const messages: Anthropic.MessageParam[] = [{ role: "user", content: "Go." }];
  let error: unknown;
  try {
    const tools = await getTools(session, options);
    for (;;) {
      const message = await client.messages.create(
        { model: "claude-sonnet-5-5", max_tokens: 1_000, tools, messages },
        { signal: signal ?? null },
      );
      messages.push({ role: "assistant", content: message.content });
      const handling = {
        ...options,
        signal,
        ...(approve === undefined ? {} : { approve: () => approve }),
      };
      let answer = await handleMessage(session, message, handling);
      for (let again = 1; again < resume; again += 1) {
        answer = await handleMessage(session, message, handling);
      }
      if (answer === undefined) break;
      messages.push(answer);
    }
  } catch (cause) {
    error = cause;
  }
  return { ...readMessages(requests), error, waiting: [] };
}

/** The client's own loop. */
export async function runRunner(script: AdapterScript): Promise<AdapterRun> {
  const { session, options = {}, signal, approve } = script;
  const { fetch, requests } = createMessagesWire(script.turns);
  const client = new Anthropic({ apiKey: "test", fetch, maxRetries: 0 });
  const asked = approve === undefined ? {} : { approve: () => approve };
  let error: unknown;
  try {
    const tools = await getRunnableTools(session, { ...options, ...asked });
    const messages = [{ role: "user" as const, content: "Go." }];
    const model = "claude-sonnet-5-5";
    await client.beta.messages.toolRunner(
      { model, max_tokens: 1_000, tools, messages },
      { signal: signal ?? null },
    );
  } catch (cause) {
    error = cause;
  }
  return { ...readMessages(requests), error, waiting: [] };
}

/** What the model was sent; with threads a request holds only what is new, so that all of them are read. */
export function readMessages(
  requests: readonly MessagesRequest[],
): Pick<AdapterRun, "definitions" | "told"> {
  const definitions = (requests[0]?.tools ?? []).map((tool) => ({
    name: tool.name,
    description: tool.description ?? "",
    inputSchema: tool.input_schema,
  }));
  return { definitions, told: Object.assign({}, ...requests.map(toldIn)) };
}

interface ResultBlock {
  readonly type: string;
  readonly tool_use_id: string;
  readonly is_error?: boolean;
  readonly content: string | readonly ContentPart[];
}

interface ContentPart {
  readonly text?: string;
  readonly source?: { readonly media_type: string };
}

function toldIn(request: MessagesRequest): Readonly<Record<string, ToldResult>> {
  const blocks = request.messages
    .flatMap(({ content }) => (Array.isArray(content) ? (content as readonly ResultBlock[]) : []))
    .filter(({ type }) => type === "tool_result");
  return Object.fromEntries(
    blocks.map(({ tool_use_id, is_error, content }) => {
      const parts: readonly ContentPart[] =
        typeof content === "string" ? [{ text: content }] : content;
      const text = parts.flatMap((part) => part.text ?? []).join("\n");
      const media = parts.flatMap(({ source }) => source?.media_type ?? []);
      return [tool_use_id, { failed: is_error === true, text, media }];
    }),
  );
}
