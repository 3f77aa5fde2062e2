import * as z from "zod";

import type { ErrorBody } from "./error-body.ts";
import { errorCodeSchema } from "./error-code-schema.ts";

/** Checks an {@link ErrorBody}. */
export const errorBodySchema: z.ZodType<ErrorBody> = z
  .object({
    error: errorCodeSchema,
    code: errorCodeSchema,
    message: z.string(),
    status: z.int(),
    request_id: z.string(),
    details: z.record(z.string(), z.unknown()).exactOptional(),
  })
  .meta({ id: "Error", description: "The body of every refused request." });
