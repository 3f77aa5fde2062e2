import {
  createModelScript,
  type ModelPart,
  type ModelRequest,
  type ScriptedCall,
} from "@codespar/conformance";
import type { LanguageModel } from "ai";
import * as doubles from "ai/test";

/** A model that makes the calls it is told to, and keeps what it was sent. */
export interface ScriptedModel {
  readonly model: Exclude<LanguageModel, string>;
  readonly requests: readonly ModelRequest[];
}

const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};

/** Creates a scripted model of the installed version's own test double. */
export function createScriptedModel(turns: ReadonlyArray<readonly ScriptedCall[]>): ScriptedModel {
  const script = createModelScript(turns);
  const settings = {
    doGenerate: (request: ModelRequest) => {
      const calls = script.next(request);
      const content = calls.length > 0 ? calls : [{ type: "text", text: "Done." }];
      return Promise.resolve({ content, usage, warnings: [], finishReason: reason(calls) });
    },
    doStream: (request: ModelRequest) => {
      const calls = script.next(request);
      const stream = script.toStream(calls, { usage, finishReason: reason(calls) });
      return Promise.resolve({ stream });
    },
  };
  // The two majors' doubles take the same settings and differ in the specification they announce.
  const Double = doubles.MockLanguageModelV4 ?? Reflect.get(doubles, "MockLanguageModelV3");
  return { model: new Double(settings as never), requests: script.requests };
}

function reason(calls: readonly ModelPart[]): ModelPart {
  return { unified: calls.length > 0 ? "tool-calls" : "stop", raw: undefined };
}
