import * as z from "zod";

import type { ApprovalRequest } from "./approval-request.ts";

/** Checks an {@link ApprovalRequest}. */
export const approvalRequestSchema: z.ZodType<ApprovalRequest> = z
  .object({
    id: z.string(),
    status: z.enum(["pending", "approved", "denied", "used", "expired"]),
    session_id: z.string(),
    user_id: z.string(),
    tool: z.string(),
    server: z.string(),
    input: z.unknown(),
    amount_minor: z.int().nullable(),
    currency: z.string().nullable(),
    payee: z.string(),
    rule_id: z.string(),
    message: z.string(),
    requested_at: z.string(),
    expires_at: z.string(),
    decided_at: z.string().nullable(),
    decided_by: z.string().nullable(),
    reason: z.string(),
    tool_call_id: z.string().nullable(),
  })
  .meta({ id: "ApprovalRequest" });
