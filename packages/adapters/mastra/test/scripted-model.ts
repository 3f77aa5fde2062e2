import type { ScriptedCall } from "@codespar/conformance";

/** The request a model gets, as far as the suite looks at it. */
export interface ModelRequest {
  readonly tools?: ReadonlyArray<{
    readonly name: string;
    readonly description?: string;
    readonly inputSchema?: unknown;
  }>;
  readonly prompt: ReadonlyArray<{ readonly role: string; readonly content: unknown }>;
}

type Part = Readonly<Record<string, unknown>>;

const usage = { inputTokens: 1, outputTokens: 1, totalTokens: 2 };

/** A model, in the specification all of Mastra 1 takes, that makes the calls it is told to. */
export function createScriptedModel(turns: ReadonlyArray<readonly ScriptedCall[]>): {
  readonly model: never;
  readonly requests: ModelRequest[];
} {
  const requests: ModelRequest[] = [];

  function next({ tools = [], prompt }: ModelRequest): readonly Part[] {
    const calls = turns[requests.length] ?? [];
    requests.push(structuredClone({ tools, prompt }));
    return calls.map(({ id, name, input }) => ({
      type: "tool-call",
      toolCallId: id,
      toolName: name,
      input: typeof input === "string" ? input : JSON.stringify(input),
    }));
  }

  const model = {
    specificationVersion: "v2",
    provider: "scripted",
    modelId: "scripted",
    supportedUrls: {},
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
  return { model: model as never, requests };
}

function reason(calls: readonly Part[]): string {
  return calls.length > 0 ? "tool-calls" : "stop";
}
