import type { Hono } from "hono";

import type { DashboardEnv } from "../dashboard-env.ts";
import type { DashboardParts } from "../dashboard-parts.ts";
import { overviewPage, type OverviewRange, rangeNames, ranges } from "../pages/overview-page.ts";
import { countOpenSessions } from "../queries/count-open-sessions.ts";
import { listFailures } from "../queries/list-failures.ts";
import { readActivity } from "../queries/read-activity.ts";
import { readVolume } from "../queries/read-volume.ts";
import { requireRoute } from "./require-route.ts";
import { show } from "./show.ts";

const shownFailures = 8;

/** Serves the first page: what agents did, and what waits. */
export function serveOverview(app: Hono<DashboardEnv>, parts: DashboardParts): void {
  const { store, clock } = parts;
  app.get("/", async (context) => {
    const visit = context.get("visit");
    const { principal, reader } = visit;
    requireRoute(principal, "getUsage");
    await parts.settled();
    const range = rangeOf(context.req.query("range"));
    const { lengthMs, bucketMs } = ranges[range];
    // Sandbox money moves by the sandbox's clock, which may be ahead.
    const toMs = clock.now() + 1;
    const ahead = Math.max(0, parts.timeFor(principal) + 1 - toMs);
    const fromMs = Math.floor((toMs - lengthMs) / bucketMs + 1) * bucketMs;
    const seesSessions = principal.scopes.includes("sessions:read");
    const [activity, volumes, openSessions, failures] = await Promise.all([
      readActivity(store, { principal, fromMs, toMs, bucketMs }),
      readVolume(store, principal, { fromMs, toMs: toMs + ahead }),
      seesSessions ? countOpenSessions(store, principal, parts.timeFor(principal)) : undefined,
      seesSessions ? listFailures(store, principal, shownFailures) : undefined,
    ]);
    const shown = { range, activity, volumes, openSessions, failures };
    return show(context, {
      title: reader.text.overview,
      section: "overview",
      body: overviewPage(visit, shown),
    });
  });
}

function rangeOf(asked: string | undefined): OverviewRange {
  return rangeNames.find((range) => range === asked) ?? "day";
}
