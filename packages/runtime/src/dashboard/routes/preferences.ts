import type { Context, Hono } from "hono";
import { getCookie } from "hono/cookie";

import { readDashboardToken } from "../../access/dashboard-token.ts";
import { getProject } from "../../access/manage-projects.ts";
import type { DashboardEnv } from "../dashboard-env.ts";
import type { DashboardParts } from "../dashboard-parts.ts";
import type { SessionCookie } from "../guard/session-cookie.ts";
import { preferencesPage } from "../pages/preferences-page.ts";
import { languages } from "../reader/language.ts";
import { isTimeZone, keepPreference, preferenceCookies, themes } from "../reader/read-reader.ts";
import { ownPath } from "./own-path.ts";
import { show } from "./show.ts";

/** Serves what readers pick: language, theme, time zone, and the project they look at. */
export function servePreferences(
  app: Hono<DashboardEnv>,
  parts: DashboardParts,
  cookie: SessionCookie,
): void {
  app.get("/preferences", (context) => {
    const visit = context.get("visit");
    const isSaved = context.req.query("saved") !== undefined;
    return show(context, {
      title: visit.reader.text.preferences,
      section: "preferences",
      body: preferencesPage(visit, isSaved),
    });
  });
  app.post("/preferences", (context) => {
    const form = context.get("form");
    const language = languages.find((known) => known === form.get("language"));
    const theme = themes.find((known) => known === form.get("theme"));
    if (language !== undefined) keepPreference(context, "language", language);
    if (theme !== undefined) keepPreference(context, "theme", theme);
    const timeZone = form.get("time_zone") ?? "";
    if (isTimeZone(timeZone)) keepPreference(context, "timeZone", timeZone);
    return context.redirect(ownPath(form.get("next") ?? "/dashboard/preferences?saved"), 303);
  });
  app.post("/project", async (context) => {
    const { principal } = context.get("visit");
    const form = context.get("form");
    const { id } = await getProject(parts.store, principal, form.get("project") ?? "");
    const token = cookie.read(context) ?? "";
    const grant = readDashboardToken(parts.signingKey, token, parts.clock.now());
    if (grant !== undefined) cookie.write(context, { ...grant, projectId: id });
    // What is open may be a thing of the other project.
    const [path = ""] = ownPath(form.get("next")).split("?");
    return context.redirect(path.split("/").slice(0, 3).join("/"), 303);
  });
}

/** Keeps the time zone that a browser told, unless its reader picked one. */
export function keepTimeZone(context: Context, timeZone: string | null): void {
  const isKnown = getCookie(context, preferenceCookies.timeZone) !== undefined;
  if (isKnown || timeZone === null || !isTimeZone(timeZone)) return;
  keepPreference(context, "timeZone", timeZone);
}
