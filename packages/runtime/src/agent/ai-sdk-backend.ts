import { RuntimeError } from "../runtime-error.ts";
import type { AgentBackend } from "./agent-backend.ts";
import { type AiSdkParts, runAiSdkTurn } from "./ai-sdk-turn.ts";
import { fromAiSdkError } from "./from-ai-sdk-error.ts";

/** Which model of the AI SDK runs, and how; every member but `model` is optional. */
export interface AiSdkOptions {
  /** A model of any provider of the AI SDK, or its id at the AI Gateway. */
  readonly model:
    | string
    | {
        readonly specificationVersion: string;
        readonly provider: string;
        readonly modelId: string;
      };
  /** Tokens one answer may have (the provider's own limit). */
  readonly maxTokens?: number | undefined;
  /** Further attempts when the provider is busy (2). */
  readonly maxRetries?: number | undefined;
}

/** Runs `session.send` with any model of the AI SDK; needs the packages `ai` and `@codespar/vercel`. */
export function aiSdk(options: AiSdkOptions): AgentBackend {
  let parts: Promise<AiSdkParts> | undefined;
  return {
    async *run(turn) {
      parts ??= load();
      try {
        yield* runAiSdkTurn(await parts, turn, options);
      } catch (cause) {
        turn.signal.throwIfAborted();
        throw fromAiSdkError(cause);
      }
    },
  };
}

async function load(): Promise<AiSdkParts> {
  try {
    const [ai, adapter] = await Promise.all([import("ai"), import("@codespar/vercel")]);
    return { ai, adapter, offers: new WeakMap() };
  } catch (cause) {
    throw new RuntimeError(
      "provider_error",
      "session.send needs a model: install ai and @codespar/vercel, or give the runtime another agent.",
      { cause },
    );
  }
}
