import type { Tool } from "@codespar/protocol";

import { toFailure } from "./outcome/to-failure.ts";
import type { ToolFailure } from "./outcome/tool-outcome.ts";

/** What a call is told that the model did not finish: what there is of it may mean another thing. */
export function refuseCutOff(tool: Tool): ToolFailure {
  const said = "The call was cut off before it was complete.";
  return toFailure({ tool, code: "invalid_input", said });
}
