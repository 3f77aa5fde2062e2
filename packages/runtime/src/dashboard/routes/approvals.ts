import type { Context, Hono } from "hono";

import { toApprovalRequest } from "../../policy/approvals.ts";
import { RuntimeError } from "../../runtime-error.ts";
import type { DashboardEnv } from "../dashboard-env.ts";
import type { DashboardParts } from "../dashboard-parts.ts";
import { approvalPage } from "../pages/approval-page.ts";
import { approvalsPage } from "../pages/approvals-page.ts";
import { requireRoute } from "./require-route.ts";
import { show } from "./show.ts";

const pageSize = 30;
const maxReason = 1_000;

/** Serves the calls that wait for a person, and what the person says. */
export function serveApprovals(app: Hono<DashboardEnv>, parts: DashboardParts): void {
  app.get("/approvals", (context) => list(parts, context));
  app.get("/approvals/:id", async (context) => {
    const visit = context.get("visit");
    requireRoute(visit.principal, "listApprovals");
    const row = await parts.approvals.get(visit.principal, context.req.param("id"));
    const now = parts.clock.now();
    return show(context, {
      title: visit.reader.text.approval,
      section: "approvals",
      body: approvalPage(visit, { request: toApprovalRequest(row, now), now }),
    });
  });
  app.post("/approvals/:id", (context) => decide(parts, context));
}

async function list(parts: DashboardParts, context: Context<DashboardEnv>): Promise<Response> {
  const visit = context.get("visit");
  requireRoute(visit.principal, "listApprovals");
  const { all, before, decided } = context.req.query();
  const now = parts.clock.now();
  const rows = await parts.approvals.list({
    ...visit.principal,
    status: all === undefined ? "pending" : undefined,
    now,
    limit: pageSize + 1,
    before,
  });
  const shown = rows.slice(0, pageSize).map((row) => toApprovalRequest(row, now));
  const done =
    decided === undefined
      ? undefined
      : await parts.approvals.get(visit.principal, decided).catch(() => undefined);
  return show(context, {
    title: visit.reader.text.approvals,
    section: "approvals",
    body: approvalsPage(visit, {
      now,
      isAll: all !== undefined,
      requests: shown,
      done: done && toApprovalRequest(done, now),
      before,
      next: rows.length > pageSize ? shown.at(-1)?.id : undefined,
    }),
  });
}

async function decide(parts: DashboardParts, context: Context<DashboardEnv>): Promise<Response> {
  const { principal } = context.get("visit");
  requireRoute(principal, "decideApproval");
  const form = context.get("form");
  const decision = form.get("decision");
  if (decision !== "approve" && decision !== "deny") {
    throw new RuntimeError("invalid_request", '"decision" is approve or deny.');
  }
  const { id } = await parts.approvals.decide({
    ...principal,
    id: context.req.param("id") ?? "",
    approve: decision === "approve",
    reason: (form.get("reason") ?? "").trim().slice(0, maxReason),
    now: parts.clock.now(),
  });
  return context.redirect(`/dashboard/approvals?decided=${encodeURIComponent(id)}`, 303);
}
