import * as z from "zod";

import type { Connection } from "./connection.ts";

/** Checks a {@link Connection}. */
export const connectionSchema: z.ZodType<Connection> = z
  .object({
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
  })
  .meta({ id: "Connection" });
