import * as z from "zod";

import type { AuditEntry, AuditVerification } from "./audit-entry.ts";
import { errorCodeSchema } from "./error-code-schema.ts";

/** Checks an {@link AuditEntry}. */
export const auditEntrySchema: z.ZodType<AuditEntry> = z
  .object({
    seq: z.int(),
    kind: z.enum(["intent", "outcome", "replay", "refusal", "approval", "change"]),
    at: z.string(),
    project_id: z.string(),
    session_id: z.string(),
    user_id: z.string(),
    key_id: z.string(),
    tool_call_id: z.string(),
    tool: z.string(),
    server: z.string(),
    decision: z.string(),
    status: z.enum(["success", "error", "unknown", "refused"]).nullable(),
    error_code: errorCodeSchema.nullable(),
    duration_ms: z.int().nullable(),
    origin: z.record(z.string(), z.string()).nullable(),
    input: z.unknown(),
    output: z.unknown(),
    prev_hash: z.string(),
    hash: z.string(),
  })
  .meta({ id: "AuditEntry" });

/** Checks an {@link AuditVerification}. */
export const auditVerificationSchema: z.ZodType<AuditVerification> = z
  .object({
    valid: z.boolean(),
    entries: z.int(),
    head: z.string(),
    broken: z.object({ seq: z.int(), id: z.string(), reason: z.string() }).nullable(),
  })
  .meta({ id: "AuditVerification" });
