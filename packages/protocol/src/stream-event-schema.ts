import * as z from "zod";

import { approvalRequestSchema } from "./approval-request-schema.ts";
import { errorCodeSchema } from "./error-code-schema.ts";
import type { SendResult, StreamEvent, ToolCallRecord } from "./stream-event.ts";

const toolCallRecordSchema: z.ZodType<ToolCallRecord> = z.object({
  id: z.string(),
  tool_name: z.string(),
  server_id: z.string(),
  status: z.enum(["success", "error"]),
  duration_ms: z.int(),
  input: z.unknown(),
  output: z.unknown(),
  error_code: errorCodeSchema.nullable(),
});

/** Checks a {@link SendResult}. */
export const sendResultSchema: z.ZodType<SendResult> = z
  .object({
    message: z.string(),
    tool_calls: z.array(toolCallRecordSchema),
    iterations: z.int(),
  })
  .meta({ id: "SendResult" });

/** Checks a {@link StreamEvent}. */
export const streamEventSchema: z.ZodType<StreamEvent> = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("user_message"), content: z.string(), turn_id: z.string() }),
    z.object({ type: z.literal("assistant_text"), content: z.string(), iteration: z.int() }),
    z.object({
      type: z.literal("tool_use"),
      id: z.string(),
      name: z.string(),
      input: z.unknown(),
      iteration: z.int(),
    }),
    z.object({
      type: z.literal("approval_required"),
      tool_use_id: z.string(),
      approval: approvalRequestSchema,
      iteration: z.int(),
    }),
    z.object({
      type: z.literal("tool_result"),
      toolCall: toolCallRecordSchema,
      iteration: z.int(),
    }),
    z.object({ type: z.literal("done"), result: sendResultSchema }),
    z.object({ type: z.literal("error"), error: errorCodeSchema, message: z.string() }),
  ])
  .meta({ id: "StreamEvent" });
