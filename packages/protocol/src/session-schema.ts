import * as z from "zod";

import { policySchema } from "./policy-schema.ts";
import type { CreateSessionRequest, Session } from "./session.ts";
import { userIdSchema } from "./user-id-schema.ts";

const metadataSchema = z
  .record(z.string().min(1).max(40), z.string().max(500))
  .refine((pairs) => Object.keys(pairs).length <= 50, "has more than 50 pairs");

/** Checks a {@link CreateSessionRequest}. */
export const createSessionRequestSchema: z.ZodType<CreateSessionRequest> = z
  .object({
    user_id: userIdSchema,
    servers: z.array(z.string().min(1).max(100)).max(200).exactOptional(),
    preset: z.string().min(1).max(100).exactOptional(),
    manageConnections: z.union([z.boolean(), z.record(z.string(), z.unknown())]).exactOptional(),
    metadata: metadataSchema.exactOptional(),
    policy: policySchema.exactOptional(),
  })
  .meta({ id: "CreateSessionRequest" });

/** Checks a {@link Session}. */
export const sessionSchema: z.ZodType<Session> = z
  .object({
    id: z.string(),
    org_id: z.string(),
    project_id: z.string(),
    user_id: z.string(),
    status: z.enum(["pending", "active", "closed", "error"]),
    servers: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        status: z.enum(["connected", "pending", "error", "disconnected"]),
        error: z.string().exactOptional(),
      }),
    ),
    server_ids: z.array(z.string()),
    preset: z.string().nullable(),
    metadata: z.record(z.string(), z.string()),
    created_at: z.string(),
    expires_at: z.string(),
    closed_at: z.string().nullable(),
    tool_calls: z.int(),
    tool_calls_count: z.int().exactOptional(),
    tool_call_count: z.int().exactOptional(),
    mcp: z.object({
      url: z.string(),
      headers: z.record(z.string(), z.string()).exactOptional(),
    }),
  })
  .meta({ id: "Session" });
