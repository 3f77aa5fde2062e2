import * as z from "zod";

import type { AgentTurn } from "./agent-turn.ts";
import { errorCodeSchema } from "./error-code-schema.ts";
import { sendResultSchema } from "./stream-event-schema.ts";

/** Checks an {@link AgentTurn}. */
export const agentTurnSchema: z.ZodType<AgentTurn> = z
  .object({
    id: z.string(),
    session_id: z.string(),
    message: z.string(),
    status: z.enum(["running", "done", "error", "aborted"]),
    result: sendResultSchema.nullable(),
    error: z.object({ code: errorCodeSchema, message: z.string() }).nullable(),
    started_at: z.string(),
    finished_at: z.string().nullable(),
  })
  .meta({ id: "AgentTurn" });
