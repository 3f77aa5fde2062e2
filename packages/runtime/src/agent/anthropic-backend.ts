import type Anthropic from "@anthropic-ai/sdk";
import { bindOneTool, type BoundTool, createToolkit, type Toolkit } from "@codespar/adapter";
import type { Tool } from "@codespar/protocol";
import { withoutUndefined } from "@codespar/protocol/validation";

import { RuntimeError } from "../runtime-error.ts";
import type { AgentBackend, AgentEvent, AgentMessage, AgentRun, ToolUse } from "./agent-backend.ts";
import { checkComplete } from "./check-complete.ts";
import { fromAnthropicError } from "./from-anthropic-error.ts";
import { tellOutcome } from "./tell-outcome.ts";
import { toAnthropicMessages } from "./to-anthropic-messages.ts";
import { toToolCallRecord, type ToolUseOutcome } from "./to-tool-call-record.ts";
import { unknownTool } from "./unknown-tool.ts";

/** How Claude is reached; every member is optional. */
export interface AnthropicOptions {
  /** `ANTHROPIC_API_KEY` when absent. */
  readonly apiKey?: string | undefined;
  /** `ANTHROPIC_BASE_URL`, else Anthropic's API, when absent. */
  readonly baseURL?: string | undefined;
  /** The model (`"claude-sonnet-5-5"`). */
  readonly model?: string | undefined;
  /** Tokens one answer may have (8,192). */
  readonly maxTokens?: number | undefined;
  /** Further attempts when the API is busy (2). */
  readonly maxRetries?: number | undefined;
  /** Sends the requests (the global `fetch`). */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

const defaultModel = "claude-sonnet-5-5";
const defaultMaxTokens = 8_192;

/** Runs `session.send` with Claude; needs the package `@anthropic-ai/sdk`. */
export function anthropic(options: AnthropicOptions = {}): AgentBackend {
  let client: Promise<Anthropic> | undefined;
  // Sessions with the same servers share their list of tools.
  const offers = new WeakMap<readonly Tool[], Offer>();
  return {
    async *run(turn) {
      client ??= createClient(options);
      try {
        const tools = await turn.session.tools();
        const offer = offers.get(tools) ?? (await toOffer(tools));
        offers.set(tools, offer);
        yield* runLoop(await client, { turn, offer }, options);
      } catch (cause) {
        turn.signal.throwIfAborted();
        throw fromAnthropicError(cause);
      }
    },
  };
}

async function createClient({
  model: _model,
  maxTokens: _maxTokens,
  ...settings
}: AnthropicOptions): Promise<Anthropic> {
  const loaded = await import("@anthropic-ai/sdk").catch((cause: unknown) => {
    throw new RuntimeError(
      "provider_error",
      "session.send needs a model: install @anthropic-ai/sdk, or give the runtime another agent.",
      { cause },
    );
  });
  const { default: Client } = loaded;
  return new Client(withoutUndefined(settings));
}

const toolOptions = {
  framework: { name: "@anthropic-ai/sdk", adapterVersion: "0.1.0" },
  defaultDialect: "anthropic",
  approval: "never",
} as const;

/** A list of tools as the model is offered it. */
interface Offer {
  /** Bound to no session. */
  readonly toolkit: Toolkit;
  readonly definitions: Anthropic.Tool[];
}

async function toOffer(tools: readonly Tool[]): Promise<Offer> {
  const unbound = {
    id: "",
    tools: () => Promise.resolve(tools),
    execute: () => Promise.reject(new RuntimeError("internal")),
  };
  const toolkit = await createToolkit(unbound, toolOptions);
  return { toolkit, definitions: toolkit.tools.map(toDefinition) };
}

interface OfferedTurn {
  readonly turn: AgentRun;
  readonly offer: Offer;
}

async function* runLoop(
  client: Anthropic,
  { turn, offer }: OfferedTurn,
  { model = defaultModel, maxTokens = defaultMaxTokens }: AnthropicOptions,
): AsyncGenerator<AgentEvent> {
  const { toolkit, definitions: tools } = offer;
  const messages = [...turn.messages];
  for (let iteration = 1; iteration <= turn.maxIterations; iteration += 1) {
    const body = {
      model,
      max_tokens: maxTokens,
      system: turn.system,
      messages: toAnthropicMessages(messages),
      ...(tools.length === 0 ? {} : { tools }),
    };
    const stream = client.messages.stream(body, { signal: turn.signal });
    for await (const event of stream) {
      if (event.type === "content_block_delta" && event.delta.type === "text_delta") {
        yield { type: "assistant_text", content: event.delta.text, iteration };
      }
    }
    const said = await stream.finalMessage();
    yield { type: "usage", tokens: said.usage.input_tokens + said.usage.output_tokens };
    const spoken = toAgentMessage(said);
    if (spoken.toolUses.length === 0) {
      yield { type: "messages", messages: [spoken] };
      return;
    }
    checkComplete(said.stop_reason !== "max_tokens");
    const added: AgentMessage[] = [spoken];
    yield* useTools(toolkit, { uses: spoken.toolUses, iteration, turn, added });
    messages.push(...added);
    yield { type: "messages", messages: added };
  }
}

interface ToolStep {
  readonly uses: readonly ToolUse[];
  readonly iteration: number;
  readonly turn: AgentRun;
  /** Takes the message with the results. */
  readonly added: AgentMessage[];
}

/** Makes the calls; the session lets those that change something wait for each other. */
async function* useTools(toolkit: Toolkit, step: ToolStep): AsyncGenerator<AgentEvent> {
  const { uses, iteration, turn, added } = step;
  for (const use of uses) yield { type: "tool_use", ...use, iteration };
  const running = uses.map((use) => call(toolkit, use, turn));
  const outcomes: ToolUseOutcome[] = [];
  for (const each of running) {
    const outcome = await each;
    turn.signal.throwIfAborted();
    outcomes.push(outcome);
    yield { type: "tool_result", toolCall: toToolCallRecord(outcome), iteration };
  }
  added.push({
    role: "tool",
    results: outcomes.map(({ use, outcome }) => ({
      id: use.id,
      text: tellOutcome(outcome),
      isError: !outcome.ok,
    })),
  });
}

async function call(
  toolkit: Toolkit,
  use: ToolUse,
  { session, signal }: AgentRun,
): Promise<ToolUseOutcome> {
  const known = toolkit.find(use.name);
  if (known === undefined) return unknownTool(use);
  const bound = bindOneTool(known.tool, toolOptions, session);
  const outcome = await bound.call(use.input, { toolCallId: use.id, signal });
  return { use, server: known.tool.server, outcome };
}

function toDefinition({ name, description, inputSchema }: BoundTool): Anthropic.Tool {
  return { name, description, input_schema: { ...inputSchema, type: "object" } };
}

function toAgentMessage({
  content,
}: Anthropic.Message): Extract<AgentMessage, { role: "assistant" }> {
  const text = content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("");
  const toolUses = content.flatMap((block) =>
    block.type === "tool_use" ? [{ id: block.id, name: block.name, input: block.input }] : [],
  );
  return { role: "assistant", text, toolUses };
}
