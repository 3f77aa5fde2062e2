/** `pnpm tokens`: what each preset's definitions cost in a request. `--help` says more. */
import { parseArgs } from "node:util";

import { createRuntime } from "@codespar/runtime";
import { CodeSpar } from "@codespar/sdk";

import { presets } from "../../packages/runtime/src/catalog/presets.ts";
import { countTokens, type TokenCount } from "./count-tokens.ts";

const help = `Counts the tokens of each preset's tool definitions, in full and under a budget.

  pnpm tokens                 a budget of 2,000 tokens
  pnpm tokens --budget 500    another
  pnpm tokens --json          for programs

"o200k" is OpenAI's encoding of the definitions getTools of @codespar/openai sends, "claude" an
encoding close to Claude's of those @codespar/claude sends, "estimate" what estimateTokens says.
`;

const { values } = parseArgs({
  options: {
    help: { type: "boolean", short: "h" },
    json: { type: "boolean" },
    budget: { type: "string", default: "2000" },
  },
});

interface Row extends TokenCount {
  readonly preset: string;
  readonly budget: number | "full";
}

if (values.help === true) console.log(help);
else await main(Number(values.budget));

async function main(tokens: number): Promise<void> {
  if (!Number.isInteger(tokens) || tokens < 1) {
    throw new Error(`--budget must be a whole number of tokens, not "${values.budget}".`);
  }
  await using runtime = createRuntime();
  const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch: runtime.fetch });
  const rows: Row[] = [];
  for (const preset of Object.keys(presets)) {
    const session = await codespar.create("user_tokens", { preset });
    rows.push({ preset, budget: "full", ...(await countTokens(session)) });
    rows.push({ preset, budget: tokens, ...(await countTokens(session, { tokens })) });
    await session.close();
  }
  if (values.json === true) console.log(JSON.stringify(rows, null, 2));
  else console.table(rows);
}
