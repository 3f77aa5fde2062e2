import * as z from "zod";

import type { CallLog } from "./call-log.ts";
import { errorCodeSchema } from "./error-code-schema.ts";

/** Checks a {@link CallLog}. */
export const callLogSchema: z.ZodType<CallLog> = z
  .object({
    id: z.string(),
    session_id: z.string(),
    tool: z.string(),
    server: z.string(),
    status: z.enum(["running", "success", "error", "unknown"]),
    error_code: errorCodeSchema.nullable(),
    duration_ms: z.int().nullable(),
    framework: z.string().nullable(),
    called_at: z.string(),
  })
  .meta({ id: "CallLog" });
