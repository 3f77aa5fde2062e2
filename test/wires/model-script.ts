import type { ScriptedCall } from "./scripted-call.ts";

/** The request a language model of the AI SDK's specification gets, as far as tests look at it. */
export interface ModelRequest {
  readonly tools?: ReadonlyArray<{
    readonly name: string;
    readonly description?: string;
    readonly inputSchema?: unknown;
  }>;
  readonly prompt: ReadonlyArray<{ readonly role: string; readonly content: unknown }>;
}

/** A part of what such a model answers. */
export type ModelPart = Readonly<Record<string, unknown>>;

/** What such a model says, turn by turn; versions differ in the rest of an answer. */
export interface ModelScript {
  readonly requests: ModelRequest[];
  /** The calls of the next turn. */
  next(request: ModelRequest): readonly ModelPart[];
  /** The parts of a stream: the calls, or the text that ends the run. */
  toStream(calls: readonly ModelPart[], finish: ModelPart): ReadableStream<ModelPart>;
}

/** Creates the script of a model that makes the calls it is told to, and keeps what it was sent. */
export function createModelScript(turns: ReadonlyArray<readonly ScriptedCall[]>): ModelScript {
  const requests: ModelRequest[] = [];
  return {
    requests,
    next({ tools = [], prompt }) {
      const calls = turns[requests.length] ?? [];
      requests.push(structuredClone({ tools, prompt }));
      return calls.map(({ id, name, input }) => ({
        type: "tool-call",
        toolCallId: id,
        toolName: name,
        input: typeof input === "string" ? input : JSON.stringify(input),
      }));
    },
    toStream(calls, finish) {
      const text = [
        { type: "text-start", id: "text" },
        { type: "text-delta", id: "text", delta: "Done." },
        { type: "text-end", id: "text" },
      ];
      const start = { type: "stream-start", warnings: [] };
      const parts: readonly ModelPart[] = calls.length > 0 ? calls : text;
      return ReadableStream.from([start, ...parts, { type: "finish", ...finish }]);
    },
  };
}
