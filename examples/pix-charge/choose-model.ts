import type { LanguageModel } from "ai";

import { createScriptedModel } from "./create-scripted-model.ts";

/** A model and what to call it. */
export interface ChosenModel {
  readonly model: LanguageModel;
  readonly name: string;
}

/** A real model when there is a key for one, else a scripted one. */
export async function chooseModel(): Promise<ChosenModel> {
  const { ANTHROPIC_API_KEY, ANTHROPIC_MODEL, OPENAI_API_KEY, OPENAI_MODEL } = process.env;
  if (ANTHROPIC_API_KEY) {
    const { anthropic } = await import("@ai-sdk/anthropic");
    const name = ANTHROPIC_MODEL ?? "claude-sonnet-5-5";
    return { model: anthropic(name), name };
  }
  if (OPENAI_API_KEY) {
    const { openai } = await import("@ai-sdk/openai");
    const name = OPENAI_MODEL ?? "gpt-5";
    return { model: openai(name), name };
  }
  return {
    model: createScriptedModel(),
    name: "scripted (set ANTHROPIC_API_KEY or OPENAI_API_KEY for a real one)",
  };
}
