import type { Policy } from "@codespar/protocol";
import type { Context, Hono } from "hono";

import { dryRun } from "../../policy/dry-run.ts";
import { RuntimeError } from "../../runtime-error.ts";
import type { DashboardEnv } from "../dashboard-env.ts";
import type { DashboardParts } from "../dashboard-parts.ts";
import type { DryRun } from "../fragments/dry-run-panel.ts";
import { policyPage, type PolicyShown } from "../pages/policy-page.ts";
import { readPolicyForm } from "../policy-form/read-policy-form.ts";
import { writePolicyForm } from "../policy-form/write-policy-form.ts";
import { readRecentCalls } from "../queries/read-recent-calls.ts";
import { requireRoute } from "./require-route.ts";
import { show } from "./show.ts";

/** Serves a project's policy: what agents may do, and what a change would have meant. */
export function servePolicy(app: Hono<DashboardEnv>, parts: DashboardParts): void {
  const { policies, clock } = parts;
  app.get("/policy", async (context) => {
    const { principal } = context.get("visit");
    requireRoute(principal, "getPolicy");
    const form = writePolicyForm(await policies.get(principal.projectId));
    return showPolicy(context, { form, isSaved: context.req.query("saved") !== undefined });
  });
  app.post("/policy", async (context) => {
    const { principal } = context.get("visit");
    requireRoute(principal, "getPolicy");
    const form = context.get("form");
    const policy = readOrSay(form);
    if (policy instanceof RuntimeError) {
      return showPolicy(context, { form, problem: policy });
    }
    if (form.get("intent") !== "save") {
      const tried = await tryOut(parts, context, policy);
      return showPolicy(context, { form: writePolicyForm(policy), tried });
    }
    requireRoute(principal, "setPolicy");
    const { projectId } = principal;
    await policies.set({ by: principal, projectId, policy, now: clock.now() });
    return context.redirect("/dashboard/policy?saved", 303);
  });
}

function readOrSay(form: URLSearchParams): Policy | RuntimeError {
  try {
    return readPolicyForm(form);
  } catch (cause) {
    if (cause instanceof RuntimeError) return cause;
    throw cause;
  }
}

/** What the policy would have made of the calls of late. */
async function tryOut(
  { store }: DashboardParts,
  context: Context<DashboardEnv>,
  policy: Policy,
): Promise<DryRun> {
  const { calls, earlier } = await readRecentCalls(store, context.get("visit").principal);
  const judged = calls.map((call) => call.judged);
  const verdicts = dryRun([{ scope: "project", policy }], judged, earlier);
  return calls.flatMap(({ row, judged: { money } }, index) => {
    const verdict = verdicts[index];
    return verdict === undefined ? [] : [{ row, money, verdict }];
  });
}

function showPolicy(context: Context<DashboardEnv>, shown: PolicyShown): Promise<Response> {
  const visit = context.get("visit");
  const body = policyPage(visit, shown);
  const status = shown.problem === undefined ? 200 : 400;
  return show(context, { title: visit.reader.text.policy, section: "policy", body }, status);
}
