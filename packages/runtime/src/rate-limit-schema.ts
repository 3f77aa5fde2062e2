import * as z from "zod";

import { closedObject } from "./closed-object.ts";
import type { RateLimit } from "./store/limiter.ts";

/** Checks a limit of how often something may be asked. */
export const rateLimitSchema: z.ZodType<RateLimit> = closedObject({
  requests: z.int().positive(),
  perSeconds: z.int().positive(),
});
