import { estimateTokens } from "@codespar/adapter";
import * as claude from "@codespar/claude";
import * as openai from "@codespar/openai";
import type { Session } from "@codespar/sdk";
import { Tokenizer } from "ai-tokenizer";
import * as claudeEncoding from "ai-tokenizer/encoding/claude";
import * as o200k from "ai-tokenizer/encoding/o200k_base";

/** What a session's definitions cost. */
export interface TokenCount {
  /** Definitions in the request. */
  readonly tools: number;
  readonly o200k: number;
  readonly claude: number;
  readonly estimate: number;
}

const openaiTokenizer = new Tokenizer(o200k);
const claudeTokenizer = new Tokenizer(claudeEncoding);

/** Counts the definitions of a request; without a budget, all of them. */
export async function countTokens(
  session: Session,
  budget?: { readonly tokens: number },
): Promise<TokenCount> {
  const options = budget === undefined ? {} : { budget };
  const chat = await openai.getTools(session, options);
  const messages = await claude.getTools(session, options);
  const definitions = messages.map(({ name, description, input_schema }) => ({
    name,
    description,
    inputSchema: input_schema,
  }));
  return {
    tools: chat.length,
    o200k: openaiTokenizer.count(JSON.stringify(chat)),
    claude: claudeTokenizer.count(JSON.stringify(messages)),
    estimate: estimateTokens(definitions),
  };
}
