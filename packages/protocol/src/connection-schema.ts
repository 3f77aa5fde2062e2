import * as z from "zod";

import type { Connection, ConnectionAuthorization, ConnectionDetail } from "./connection.ts";

const connection = z.object({
  id: z.string(),
  name: z.string(),
  category: z.string(),
  country: z.string(),
  auth_type: z.string(),
  connected: z.boolean(),
  status: z.enum(["ready", "pending", "error", "disconnected"]),
  tools_count: z.int(),
  connected_at: z.string().exactOptional(),
  error: z.string().exactOptional(),
  redirect_url: z.string().exactOptional(),
  redirectUrl: z.string().exactOptional(),
});

/** Checks a {@link Connection}. */
export const connectionSchema: z.ZodType<Connection> = connection.meta({ id: "Connection" });

/** Checks a {@link ConnectionDetail}. */
export const connectionDetailSchema: z.ZodType<ConnectionDetail> = connection
  .extend({
    capabilities: z.array(z.string()),
    tools: z.array(z.object({ name: z.string(), description: z.string() })),
    latency_ms: z.int().exactOptional(),
  })
  .meta({ id: "ConnectionDetail" });

/** Checks a {@link ConnectionAuthorization}. */
export const connectionAuthorizationSchema: z.ZodType<ConnectionAuthorization> = z
  .object({
    connected: z.literal(false),
    redirect_url: z.string(),
    redirectUrl: z.string(),
    authorize_url: z.string(),
    state: z.string().nullable(),
    link_token: z.string().nullable(),
    scopes: z.array(z.string()),
    expires_at: z.string(),
  })
  .meta({ id: "ConnectionAuthorization" });
