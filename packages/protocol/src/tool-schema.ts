import * as z from "zod";

import type { Tool, ToolAnnotations } from "./tool.ts";

const jsonSchemaSchema = z.record(z.string(), z.unknown());

const toolAnnotationsSchema: z.ZodType<ToolAnnotations> = z.object({
  title: z.string().exactOptional(),
  readOnlyHint: z.boolean().exactOptional(),
  destructiveHint: z.boolean().exactOptional(),
  idempotentHint: z.boolean().exactOptional(),
  openWorldHint: z.boolean().exactOptional(),
});

/** Checks a {@link Tool}. */
export const toolSchema: z.ZodType<Tool> = z
  .object({
    name: z.string(),
    title: z.string().exactOptional(),
    description: z.string(),
    input_schema: jsonSchemaSchema,
    output_schema: jsonSchemaSchema.exactOptional(),
    annotations: toolAnnotationsSchema.exactOptional(),
    server: z.string(),
  })
  .meta({ id: "Tool" });
