import * as z from "zod";

import type {
  DurableLoop,
  DurableLoopEvent,
  DurableLoopRequest,
  DurableLoopStep,
} from "./durable-loop.ts";
import { errorCodeSchema } from "./error-code-schema.ts";
import { toolResultSchema } from "./tool-result-schema.ts";

const retryPolicy = z.strictObject({
  max_retries: z.int().min(0).max(20).exactOptional(),
  backoff: z.enum(["linear", "exponential"]).exactOptional(),
  base_delay_ms: z.int().min(0).max(3_600_000).exactOptional(),
});

const comparisons = ["equals", "not_equals", "above", "below", "exists"] as const;

const test = z.union([
  z.string().min(1).max(1_000),
  z
    .strictObject({
      value: z.unknown(),
      equals: z.unknown().optional(),
      not_equals: z.unknown().optional(),
      above: z.unknown().optional(),
      below: z.unknown().optional(),
      exists: z.boolean().exactOptional(),
    })
    .refine(
      (given) => comparisons.filter((name) => Object.hasOwn(given, name)).length === 1,
      `must have exactly one of ${comparisons.join(", ")}`,
    ),
]);

/** Checks a {@link DurableLoopRequest}; what its references name is checked by who runs it. */
export const durableLoopRequestSchema: z.ZodType<DurableLoopRequest> = z
  .strictObject({
    steps: z
      .array(
        z.strictObject({
          tool: z.string().min(1).max(255),
          params: z.record(z.string(), z.unknown()).exactOptional(),
          when: z.union([test, z.array(test).min(1).max(20)]).exactOptional(),
          retry_policy: retryPolicy.exactOptional(),
        }),
      )
      .min(1)
      .max(100),
    abort_on_error: z.boolean().exactOptional(),
    retry_policy: retryPolicy.exactOptional(),
  })
  .meta({ id: "DurableLoopRequest" });

const stepSchema: z.ZodType<DurableLoopStep> = z.object({
  index: z.int(),
  tool: z.string(),
  status: z.enum([
    "pending",
    "running",
    "waiting",
    "success",
    "error",
    "unknown",
    "skipped",
    "not_reached",
  ]),
  attempts: z.int(),
  result: toolResultSchema.nullable(),
  error: z.object({ code: errorCodeSchema, message: z.string() }).nullable(),
  approval_id: z.string().nullable(),
});

/** Checks a {@link DurableLoop}. */
export const durableLoopSchema: z.ZodType<DurableLoop> = z
  .object({
    id: z.string(),
    session_id: z.string(),
    status: z.enum(["running", "waiting", "done", "error", "unknown", "canceled"]),
    steps: z.array(stepSchema),
    completed_steps: z.int(),
    total_steps: z.int(),
    error: z
      .object({ code: errorCodeSchema, message: z.string(), step: z.int().nullable() })
      .nullable(),
    created_at: z.string(),
    finished_at: z.string().nullable(),
  })
  .meta({ id: "DurableLoop" });

/** Checks a {@link DurableLoopEvent}. */
export const durableLoopEventSchema: z.ZodType<DurableLoopEvent> = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("loop"), loop: durableLoopSchema }),
    z.object({ type: z.literal("step"), step: stepSchema }),
    z.object({ type: z.literal("done"), loop: durableLoopSchema }),
  ])
  .meta({ id: "DurableLoopEvent" });
