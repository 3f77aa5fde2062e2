import type { ScriptedCall } from "@codespar/conformance";
import type { LanguageModel } from "ai";
import * as doubles from "ai/test";

/** The request a model gets, as far as the suite looks at it. */
export interface ModelRequest {
  readonly tools?: ReadonlyArray<{
    readonly type: string;
    readonly name: string;
    readonly description?: string;
    readonly inputSchema?: unknown;
  }>;
  readonly prompt: ReadonlyArray<{ readonly role: string; readonly content: unknown }>;
}

/** A model that makes the calls it is told to, and keeps what it was sent. */
export interface ScriptedModel {
  readonly model: Exclude<LanguageModel, string>;
  readonly requests: ModelRequest[];
}

type Part = Readonly<Record<string, unknown>>;

const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};

/** Creates a scripted model of the installed version's own test double. */
export function createScriptedModel(turns: ReadonlyArray<readonly ScriptedCall[]>): ScriptedModel {
  const requests: ModelRequest[] = [];

  function next(request: ModelRequest): readonly Part[] {
    const calls = turns[requests.length] ?? [];
    requests.push(structuredClone({ tools: request.tools ?? [], prompt: request.prompt }));
    return calls.map(({ id, name, input }) => ({
      type: "tool-call",
      toolCallId: id,
      toolName: name,
      input: typeof input === "string" ? input : JSON.stringify(input),
    }));
  }

  const settings = {
    doGenerate: (request: ModelRequest) => {
      const calls = next(request);
      const content = calls.length > 0 ? calls : [{ type: "text", text: "Done." }];
      return Promise.resolve({ content, usage, warnings: [], finishReason: reason(calls) });
    },
    doStream: (request: ModelRequest) => {
      const calls = next(request);
      const text = [
        { type: "text-start", id: "text" },
        { type: "text-delta", id: "text", delta: "Done." },
        { type: "text-end", id: "text" },
      ];
      const parts: readonly Part[] = [
        { type: "stream-start", warnings: [] },
        ...(calls.length > 0 ? calls : text),
        { type: "finish", usage, finishReason: reason(calls) },
      ];
      return Promise.resolve({ stream: ReadableStream.from(parts) });
    },
  };
  // The two majors' doubles take the same settings and differ in the specification they announce.
  const Double = doubles.MockLanguageModelV4 ?? Reflect.get(doubles, "MockLanguageModelV3");
  return { model: new Double(settings as never), requests };
}

function reason(calls: readonly Part[]): Part {
  return { unified: calls.length > 0 ? "tool-calls" : "stop", raw: undefined };
}
