import type { Context, Hono } from "hono";

import { readEntries } from "../../audit/read-entries.ts";
import { RuntimeError } from "../../runtime-error.ts";
import { findToolCall } from "../../tools/find-tool-call.ts";
import { paymentStatus } from "../../tools/payment-status.ts";
import { resolveCall } from "../../tools/resolve-call.ts";
import type { DashboardEnv } from "../dashboard-env.ts";
import type { DashboardParts } from "../dashboard-parts.ts";
import { callPage } from "../pages/call-page.ts";
import { callItem } from "../queries/call-item.ts";
import { findSettlement } from "../queries/find-settlement.ts";
import { readNeighbours } from "../queries/read-neighbours.ts";
import type { TimelineItem } from "../queries/timeline-item.ts";
import { requireRoute } from "./require-route.ts";
import { show } from "./show.ts";

const maxReason = 1_000;

/** Serves single calls: all that is known of one, and saying what became of it. */
export function serveCalls(app: Hono<DashboardEnv>, parts: DashboardParts): void {
  app.get("/calls/:id", (context) => showOne(parts, context));
  app.post("/calls/:id/resolve", async (context) => {
    const { principal } = context.get("visit");
    requireRoute(principal, "resolveToolCall");
    const callId = context.req.param("id");
    const form = context.get("form");
    const reason = (form.get("reason") ?? "").trim().slice(0, maxReason);
    const outcome = form.get("outcome");
    if (reason === "" || (outcome !== "executed" && outcome !== "not_executed")) {
      throw new RuntimeError("invalid_request", "Say what happened, and how you know it.", {
        problem: { kind: "outcome_untold" },
      });
    }
    const executed = outcome === "executed";
    await resolveCall(parts, { principal, callId, executed, reason, data: {} });
    return context.redirect(`/dashboard/calls/${encodeURIComponent(callId)}`, 303);
  });
}

async function showOne(parts: DashboardParts, context: Context<DashboardEnv>): Promise<Response> {
  const visit = context.get("visit");
  const { principal, reader } = visit;
  const { store } = parts;
  const id = context.req.param("id") ?? "";
  requireRoute(principal, "getToolCall");
  const seesAudit = principal.scopes.includes("audit:read");
  const row = await findToolCall(store, principal, id).catch(nothingIfGone);
  // A call that was refused has no row of its own; its project's audit knows it.
  const entries = seesAudit ? await readEntries(store, principal, { callIds: [id] }) : undefined;
  const item = callItem(row, entries ?? []);
  if (item === undefined || (row === undefined && !(await isOwn(parts, context, item)))) {
    throw new RuntimeError("not_found", `There is no call "${id}".`);
  }
  await parts.settled();
  const [payment, settlement, neighbours] = await Promise.all([
    row && paymentStatus(store, row),
    row && findSettlement(store, row),
    readNeighbours(
      store,
      principal.projectId,
      (entries ?? []).map(({ seq }) => seq),
    ),
  ]);
  return show(context, {
    title: `${reader.text.call} ${id}`,
    section: undefined,
    body: callPage(visit, { id, item, row, entries, neighbours, payment, settlement }),
  });
}

function nothingIfGone(cause: unknown): undefined {
  if (cause instanceof RuntimeError && cause.code === "not_found") return undefined;
  throw cause;
}

/** Whether a refused call was one of the caller's environment, or of no session at all. */
async function isOwn(
  { sessions }: DashboardParts,
  context: Context<DashboardEnv>,
  { sessionId }: TimelineItem,
): Promise<boolean> {
  const { principal } = context.get("visit");
  const session = await sessions.find(sessionId);
  return (
    session?.project_id !== principal.projectId || session.environment === principal.environment
  );
}
