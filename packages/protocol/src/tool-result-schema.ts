import * as z from "zod";

import { errorCodeSchema } from "./error-code-schema.ts";
import type { ToolResult } from "./tool-result.ts";

/** Checks a {@link ToolResult}. */
export const toolResultSchema: z.ZodType<ToolResult> = z
  .object({
    success: z.boolean(),
    data: z.record(z.string(), z.unknown()),
    error: z.string().nullable(),
    error_code: errorCodeSchema.nullable(),
    server: z.string(),
    tool: z.string(),
    duration: z.int(),
    tool_call_id: z.string(),
    called_at: z.string(),
    replayed: z.literal(true).exactOptional(),
    warning: z.string().exactOptional(),
  })
  .meta({ id: "ToolResult" });
