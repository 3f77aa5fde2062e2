import * as z from "zod";

import type { Connection, ConnectionDetail } from "./connection.ts";

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
