import { OpenAPIHono, type z } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";

import { createDashboard } from "../dashboard/create-dashboard.ts";
import { newId } from "../ids.ts";
import { RuntimeError } from "../runtime-error.ts";
import { traceRequest } from "../telemetry/trace-request.ts";
import { serveAccounts } from "./accounts.ts";
import type { AppEnv } from "./app-env.ts";
import { serveAudit } from "./audit.ts";
import { serveCatalog } from "./catalog.ts";
import { serveConnect } from "./connect.ts";
import { serveConnections } from "./connections.ts";
import { serveDocuments } from "./documents.ts";
import { errorResponse } from "./error-response.ts";
import { serveHealth } from "./health.ts";
import type { HttpParts } from "./http-parts.ts";
import { limitTraffic } from "./limit-traffic.ts";
import { serveLogs } from "./logs.ts";
import { serveLoops } from "./loops.ts";
import { serveMcp } from "./mcp.ts";
import { serveMetrics } from "./metrics.ts";
import { servePolicy } from "./policy.ts";
import { serveProxy } from "./proxy.ts";
import { serveSandboxOAuth } from "./sandbox-oauth.ts";
import { serveSandbox } from "./sandbox.ts";
import { serveSend } from "./send.ts";
import { serveSessions } from "./sessions.ts";
import { serveTenancy } from "./tenancy.ts";
import { serveToolCalls } from "./tool-calls.ts";
import { serveTools } from "./tools.ts";
import { serveUsage } from "./usage.ts";
import { serveWebhooks } from "./webhooks.ts";
import { withTrueRequired } from "./with-true-required.ts";

const resources = [
  serveSessions,
  serveTools,
  serveSend,
  serveLoops,
  serveConnections,
  serveAccounts,
  serveConnect,
  serveMcp,
  serveLogs,
  serveUsage,
  serveAudit,
  serveProxy,
  serveToolCalls,
  serveWebhooks,
  serveCatalog,
  serveTenancy,
  servePolicy,
  serveSandbox,
  serveSandboxOAuth,
  serveDocuments,
  serveHealth,
  serveMetrics,
];

/** Builds the HTTP application: every route, and what holds for all of them. */
export function createApp(parts: HttpParts): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>({
    defaultHook(result) {
      if (!result.success) throw toInvalidRequest(result.error);
    },
  });

  app.use(async (context, next) => {
    const requestId = newId("req", 16);
    context.set("requestId", requestId);
    context.header("X-Request-Id", requestId);
    await next();
  });
  app.use(limitTraffic(parts));
  app.use(traceRequest());
  app.use(
    bodyLimit({
      maxSize: parts.maxBodyBytes,
      onError: () => {
        throw new RuntimeError(
          "payload_too_large",
          `The request body is larger than ${parts.maxBodyBytes} bytes.`,
        );
      },
    }),
  );
  app.onError((error, context) => errorResponse(context, error, parts.logger));
  app.notFound((context) =>
    errorResponse(context, new RuntimeError("not_found", "There is no such route."), parts.logger),
  );

  for (const serve of resources) serve(app, parts);
  app.route("/dashboard", createDashboard(parts));

  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    description: "An API key: csk_test_… reaches sandbox servers, csk_live_… real ones.",
  });
  const info = { title: "CodeSpar", version: "0.1.0" };
  app.get("/openapi.json", (context) =>
    context.json(withTrueRequired(app.getOpenAPI31Document({ openapi: "3.1.0", info }))),
  );
  return app;
}

function toInvalidRequest(error: z.core.$ZodError): RuntimeError {
  const [issue] = error.issues;
  const field = issue?.path.map(String).join(".") ?? "";
  const subject = field === "" ? "The request" : `"${field}"`;
  return new RuntimeError("invalid_request", `${subject}: ${issue?.message ?? "is invalid"}.`, {
    details: { field, rule: issue?.code ?? "invalid" },
  });
}
