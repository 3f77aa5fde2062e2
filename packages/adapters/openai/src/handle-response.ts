import type { HandleOptions } from "@codespar/adapter";
import type { SessionLike } from "@codespar/protocol";

import { responses } from "./loops.ts";
import type { FunctionCallOutput, ResponseLike, ResponsesCall } from "./responses-api.ts";
import { toOutputParts } from "./to-output-parts.ts";

/** Runs every function call of a response; each gets its output, in their order. */
export async function handleResponse(
  session: SessionLike,
  { output }: ResponseLike,
  options: HandleOptions = {},
): Promise<FunctionCallOutput[]> {
  const answers = output.filter(isCall).map(async (call): Promise<FunctionCallOutput> => {
    const { call_id, name, arguments: input } = call;
    const outcome = await responses.call(session, { id: call_id, name, input }, options);
    return { type: "function_call_output", call_id, output: toOutputParts(outcome, options) };
  });
  return Promise.all(answers);
}

function isCall(item: { readonly type: string }): item is ResponsesCall {
  return item.type === "function_call";
}
