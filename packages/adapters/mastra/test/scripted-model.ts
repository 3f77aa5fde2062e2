import {
  createModelScript,
  type ModelPart,
  type ModelRequest,
  type ScriptedCall,
} from "@codespar/conformance";

const usage = { inputTokens: 1, outputTokens: 1, totalTokens: 2 };

/** A model, in the specification all of Mastra 1 takes, that makes the calls it is told to. */
export function createScriptedModel(turns: ReadonlyArray<readonly ScriptedCall[]>): {
  readonly model: never;
  readonly requests: readonly ModelRequest[];
} {
  const script = createModelScript(turns);
  const model = {
    specificationVersion: "v2",
    provider: "scripted",
    modelId: "scripted",
    supportedUrls: {},
    doGenerate: (request: ModelRequest) => {
      const calls = script.next(request);
      const content = calls.length > 0 ? calls : [{ type: "text", text: "Done." }];
      return Promise.resolve({ content, usage, warnings: [], finishReason: reason(calls) });
    },
    doStream: (request: ModelRequest) => {
      const calls = script.next(request);
      const stream = script.toStream(calls.flatMap(toStreamed), {
        usage,
        finishReason: reason(calls),
      });
      return Promise.resolve({ stream });
    },
  };
  return { model: model as never, requests: script.requests };
}

/** A call as providers stream it: its arguments in pieces, and then the whole. */
function toStreamed(call: ModelPart): readonly ModelPart[] {
  const { toolCallId: id, toolName, input: delta } = call;
  const start = { type: "tool-input-start", id, toolName };
  return [start, { type: "tool-input-delta", id, delta }, { type: "tool-input-end", id }, call];
}

function reason(calls: readonly ModelPart[]): string {
  return calls.length > 0 ? "tool-calls" : "stop";
}
