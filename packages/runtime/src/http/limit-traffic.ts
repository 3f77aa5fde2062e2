import type { MiddlewareHandler } from "hono";

import { RuntimeError } from "../runtime-error.ts";
import type { AppEnv } from "./app-env.ts";
import type { HttpParts } from "./http-parts.ts";

/** What is answered however busy the runtime is. */
const always = new Set(["/healthz", "/readyz", "/metrics"]);

/** Counts requests while they are answered, and refuses more at once than the runtime takes. */
export function limitTraffic({
  traffic,
  maxRequestsAtOnce,
}: Pick<HttpParts, "traffic" | "maxRequestsAtOnce">): MiddlewareHandler<AppEnv> {
  return async (context, next) => {
    if (always.has(context.req.path)) return next();
    if (traffic.count >= maxRequestsAtOnce) {
      context.header("Retry-After", "1");
      throw new RuntimeError("rate_limited", "The runtime has too much to do at once.", {
        status: 503,
      });
    }
    return traffic.run(next);
  };
}
