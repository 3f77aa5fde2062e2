import { telemetry } from "@codespar/protocol";
import { SpanKind } from "@opentelemetry/api";
import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";

import { markFailed, traced } from "./traced.ts";

/** Makes each request a span of the trace it belongs to, named by its route. */
export function traceRequest(): MiddlewareHandler {
  return async (context, next) => {
    const { method } = context.req;
    const work = {
      name: method,
      kind: SpanKind.SERVER,
      attributes: { [telemetry.httpMethod]: method },
      traceparent: context.req.header("traceparent"),
      tracestate: context.req.header("tracestate"),
    };
    await traced(work, async (span) => {
      await next();
      if (!span.isRecording()) return;
      const route = routePath(context, -1).replaceAll(/:(\w+)/g, "{$1}");
      const { status } = context.res;
      if (route.length > 1 && !route.includes("*")) {
        span.updateName(`${method} ${route}`);
        span.setAttribute(telemetry.httpRoute, route);
      }
      span.setAttribute(telemetry.httpStatus, status);
      if (status >= 500) markFailed(span, String(status));
    });
  };
}
