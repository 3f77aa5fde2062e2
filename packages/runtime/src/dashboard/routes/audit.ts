import type { Context, Hono } from "hono";

import { exportAudit, type ExportFormat, exportFormats } from "../../audit/export-audit.ts";
import { chainStart, verifyChain, verifyChainStep } from "../../audit/verify-chain.ts";
import { equalInConstantTime, sign } from "../../digest.ts";
import { RuntimeError } from "../../runtime-error.ts";
import type { DashboardEnv } from "../dashboard-env.ts";
import type { DashboardParts } from "../dashboard-parts.ts";
import { type Verification, verification } from "../fragments/verification.ts";
import { auditPage } from "../pages/audit-page.ts";
import { readChainLength } from "../queries/read-chain-length.ts";
import { searchAudit } from "../queries/search-audit.ts";
import { requireRoute } from "./require-route.ts";
import { show } from "./show.ts";

const pageSize = 50;
const entriesPerStep = 2_000;

/** Serves the audit: search, export, and whether the chain holds. */
export function serveAudit(app: Hono<DashboardEnv>, parts: DashboardParts): void {
  app.get("/audit", (context) => list(parts, context));
  app.get("/audit/export", (context) => download(parts, context));
  app.post("/audit/verify", (context) => verify(parts, context));
}

async function list(
  parts: DashboardParts,
  context: Context<DashboardEnv>,
  verified?: Verification,
): Promise<Response> {
  const visit = context.get("visit");
  const { principal, reader } = visit;
  requireRoute(principal, "listAudit");
  const { session, tool, call, text, before } = context.req.query();
  const search = {
    sessionId: told(session),
    tool: told(tool),
    callId: told(call),
    text: told(text),
  };
  const place = Number(before);
  const isPlace = before !== undefined && Number.isSafeInteger(place) && place > 0;
  const found = await searchAudit(parts.store, principal, {
    ...search,
    before: isPlace ? place : undefined,
    limit: pageSize,
  });
  return show(context, {
    title: reader.text.audit,
    section: "audit",
    body: auditPage(visit, { search, found, isFirst: !isPlace, verified, exportFormats }),
  });
}

function told(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === "" ? undefined : text.trim();
}

const contentTypes: Readonly<Record<ExportFormat, string>> = {
  ndjson: "application/x-ndjson",
  csv: "text/csv; charset=utf-8",
  cloudevents: "application/x-ndjson",
  ocsf: "application/x-ndjson",
};

function download({ store }: DashboardParts, context: Context<DashboardEnv>): Response {
  const { principal } = context.get("visit");
  requireRoute(principal, "exportAudit");
  const query = context.req.query();
  const format = exportFormats.find((known) => known === query["format"]) ?? "ndjson";
  const asked = { format, afterSeq: 0, sessionId: told(query["session"]) };
  const lines = exportAudit(store, { reader: principal, ...asked });
  const extension = format === "csv" ? "csv" : "ndjson";
  return context.body(ReadableStream.from(lines).pipeThrough(new TextEncoderStream()), 200, {
    "Content-Type": contentTypes[format],
    "Content-Disposition": `attachment; filename="audit-${format}.${extension}"`,
  });
}

/** Checks the whole chain at once, or step by step where a script asks for one after another. */
async function verify(parts: DashboardParts, context: Context<DashboardEnv>): Promise<Response> {
  const { principal } = context.get("visit");
  requireRoute(principal, "verifyAudit");
  const { store, signingKey } = parts;
  const { projectId } = principal;
  if (context.req.header("hx-request") === undefined) {
    return list(parts, context, { verdict: await verifyChain(store, projectId, signingKey) });
  }
  const form = context.get("form");
  const seq = form.get("seq");
  const from = seq === null ? chainStart : { seq: Number(seq), hash: form.get("hash") ?? "" };
  const proofOf = (place: typeof from): string =>
    sign(signingKey, `dashboard verification ${projectId} ${place.seq} ${place.hash}`);
  if (seq !== null && !equalInConstantTime(form.get("proof") ?? "", proofOf(from))) {
    throw new RuntimeError("invalid_request", "Begin the verification again.");
  }
  const maxEntries = entriesPerStep;
  const step = await verifyChainStep(store, { projectId, signingKey, from, maxEntries });
  const body = verification(
    context.get("visit"),
    "valid" in step
      ? { verdict: step }
      : { place: step, proof: proofOf(step), total: await readChainLength(store, projectId) },
  );
  return context.html(String(await body));
}
