import { type BoundTool, ToolCallError } from "@codespar/adapter";
import { dynamicTool, jsonSchema, type ToolSet } from "ai";

import { conversationOf } from "./conversation-of.ts";
import { type ModelOutputOptions, toModelOutput } from "./to-model-output.ts";

/** How tools are converted. */
export interface ConversionOptions extends ModelOutputOptions {
  readonly sessionId: string;
}

/** A tool of the AI SDK. */
export type VercelTool = ToolSet[string];

/** Converts one session tool; all that is not the AI SDK's own lives in the bound tool. */
export function convertTool(bound: BoundTool, options: ConversionOptions): VercelTool {
  const { tool, title, description, inputSchema, annotations, strict, deferred } = bound;
  return dynamicTool({
    title,
    description,
    inputSchema: jsonSchema({ ...inputSchema }, { validate: (value) => check(bound, value) }),
    metadata: {
      codespar: {
        sessionId: options.sessionId,
        server: tool.server,
        tool: tool.name,
        annotations: { ...annotations },
      },
    },
    async execute(input, call) {
      const outcome = await bound.call(input, {
        toolCallId: call?.toolCallId,
        discriminator: call?.messages && conversationOf(call.messages),
        signal: call?.abortSignal,
      });
      if (outcome.ok) return outcome.data;
      throw new ToolCallError(outcome);
    },
    toModelOutput: ({ output }) => toModelOutput(output, options),
    ...(bound.mayNeedApproval
      ? { needsApproval: (input: unknown) => bound.needsApproval(input) }
      : {}),
    ...(strict ? { strict } : {}),
    ...(deferred ? { deferLoading: true } : {}),
  });
}

type Validation =
  | { readonly success: true; readonly value: unknown }
  | { readonly success: false; readonly error: Error };

/** Refuses arguments before anything is called, and before anybody is asked to approve them. */
function check(bound: BoundTool, value: unknown): Validation {
  const validated = bound.validate(value);
  if (validated.ok) return { success: true, value: validated.input };
  const { message } = validated.issue;
  return { success: false, error: new Error(`${message} Nothing was executed.`) };
}
