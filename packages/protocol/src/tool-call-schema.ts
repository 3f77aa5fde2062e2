import * as z from "zod";

import type { ToolCall } from "./tool-call.ts";

const originField = z.string().max(255).exactOptional();
const inputSchema = z.record(z.string(), z.unknown());

/** Checks a {@link ToolCall}; `params` is accepted for `input`. */
export const toolCallSchema: z.ZodType<ToolCall> = z
  .object({
    tool: z.string().min(1).max(255),
    input: inputSchema.exactOptional(),
    params: inputSchema.exactOptional(),
    tool_call: z
      .object({
        id: originField,
        run_id: originField,
        framework: originField,
        framework_version: originField,
        adapter_version: originField,
        traceparent: originField,
      })
      .exactOptional(),
  })
  .transform(({ params, input = params ?? {}, ...call }): ToolCall => ({ ...call, input }))
  .meta({ id: "ToolCall" });
