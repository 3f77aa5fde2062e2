import type { HandleOptions } from "@codespar/adapter";
import type { SessionLike } from "@codespar/protocol";

import { responses } from "./loops.ts";
import type { FunctionCallOutput, ResponseLike, ResponsesCall } from "./responses-api.ts";
import { toOutputParts } from "./to-output-parts.ts";

/**
 * Runs every function call of a response; each gets its output, in their order, also one of a tool
 * that the session does not have, unless `unknown` is `"skip"`.
 */
export async function handleResponse(
  session: SessionLike,
  { output }: ResponseLike,
  options: HandleOptions = {},
): Promise<FunctionCallOutput[]> {
  const calls = output.filter(isCall).map(({ call_id, name, arguments: input, status }) => {
    return { id: call_id, name, input, cutOff: status === "incomplete" };
  });
  const answered = await responses.callAll(session, calls, options);
  return answered.map(({ id, outcome }) => ({
    type: "function_call_output",
    call_id: id,
    output: toOutputParts(outcome, options),
  }));
}

function isCall(item: { readonly type: string }): item is ResponsesCall {
  return item.type === "function_call";
}
