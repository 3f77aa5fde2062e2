import { type Scope, scopes } from "@codespar/protocol";
import type { Context, Hono } from "hono";

import { createApiKey, listApiKeys, revokeKey } from "../../access/manage-api-keys.ts";
import { createProject } from "../../access/manage-projects.ts";
import { RuntimeError } from "../../runtime-error.ts";
import type { DashboardEnv } from "../dashboard-env.ts";
import type { DashboardParts } from "../dashboard-parts.ts";
import { keysPage } from "../pages/keys-page.ts";
import { newKeyPage } from "../pages/new-key-page.ts";
import { requireRoute } from "./require-route.ts";
import { show } from "./show.ts";

const dayMs = 86_400_000;
const maxName = 128;

/** Serves API keys and projects. */
export function serveKeys(app: Hono<DashboardEnv>, parts: DashboardParts): void {
  const { store, clock } = parts;
  app.get("/keys", async (context) => {
    const visit = context.get("visit");
    const { principal, reader } = visit;
    const seesKeys = principal.scopes.includes("keys:read");
    if (!seesKeys) requireRoute(principal, "listProjects");
    return show(context, {
      title: reader.text.keys,
      section: "keys",
      body: keysPage(visit, {
        keys: seesKeys ? await listApiKeys(store, principal) : undefined,
        now: clock.now(),
        isRevoked: context.req.query("revoked") !== undefined,
      }),
    });
  });
  app.post("/keys", (context) => create(parts, context));
  app.post("/keys/:id/revoke", async (context) => {
    const { principal } = context.get("visit");
    requireRoute(principal, "revokeApiKey");
    await revokeKey(parts, principal, { id: context.req.param("id"), now: clock.now() });
    return context.redirect("/dashboard/keys?revoked", 303);
  });
  app.post("/projects", async (context) => {
    const { principal } = context.get("visit");
    requireRoute(principal, "createProject");
    const name = nameOf(context.get("form"));
    await createProject(parts, principal, { name, now: clock.now() });
    return context.redirect("/dashboard/keys#projects", 303);
  });
}

/** The new key is shown in the answer itself, once: there is no address to come back to it. */
async function create(parts: DashboardParts, context: Context<DashboardEnv>): Promise<Response> {
  const visit = context.get("visit");
  const { principal, reader } = visit;
  requireRoute(principal, "createApiKey");
  const form = context.get("form");
  const now = parts.clock.now();
  const days = Number(form.get("days") ?? "");
  const isLasting = !Number.isSafeInteger(days) || days <= 0;
  const projectId = form.get("project") ?? "";
  const created = await createApiKey(parts, principal, {
    name: nameOf(form),
    environment: form.get("environment") === "live" ? "live" : "test",
    scopes: scopes.filter((scope: Scope) => form.getAll("scope").includes(scope)),
    projectId: projectId === "" ? undefined : projectId,
    expiresAt: isLasting ? null : now + days * dayMs,
    now,
  });
  return show(context, {
    title: reader.text.newKey,
    section: "keys",
    body: newKeyPage(visit, created),
  });
}

function nameOf(form: URLSearchParams): string {
  const name = (form.get("name") ?? "").trim();
  if (name !== "" && name.length <= maxName) return name;
  throw new RuntimeError("invalid_request", `"name" has 1 to ${maxName} characters.`, {
    problem: { kind: "name_length", about: String(maxName) },
  });
}
