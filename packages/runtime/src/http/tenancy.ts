import { scopes } from "@codespar/protocol";
import { type OpenAPIHono, z } from "@hono/zod-openapi";

import { scopesOf } from "../access/api-keys.ts";
import { createApiKey, listApiKeys, revokeKey } from "../access/manage-api-keys.ts";
import { createProject, getProject, listProjects } from "../access/manage-projects.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { ApiKeyRow, ProjectRow } from "../store/schema.ts";
import { apiRoute } from "./api-route.ts";
import type { AppEnv } from "./app-env.ts";
import { json, jsonBody } from "./fields.ts";
import type { HttpParts } from "./http-parts.ts";

const projectSchema = z
  .object({
    id: z.string(),
    org_id: z.string(),
    name: z.string(),
    slug: z.string(),
    is_default: z.boolean(),
    created_at: z.string(),
  })
  .openapi("Project");

const scopeSchema = z.enum(scopes);

const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  environment: z.enum(["test", "live"]),
  scopes: z.array(scopeSchema),
  project_id: z.string().nullable(),
  created_at: z.string(),
  expires_at: z.string().nullable(),
  revoked_at: z.string().nullable(),
  last_used_at: z.string().nullable(),
});

const apiKeySchema = keySchema.openapi("ApiKey");

const newKeySchema = keySchema
  .extend({ key: z.string(), full_key: z.string() })
  .openapi("NewApiKey");

/** Serves tenancy: projects, API keys, who is asking. */
export function serveTenancy(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  serveProjects(app, parts);
  serveKeys(app, parts);
  serveNewKeys(app, parts);
  serveWhoami(app, parts);
}

function serveProjects(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  const { store, clock } = parts;

  app.openapi(
    apiRoute(parts, "listProjects", {
      responses: {
        200: json(
          "The projects.",
          z.object({
            data: z.array(projectSchema),
            projects: z.array(projectSchema),
            total: z.int(),
          }),
        ),
      },
    }),
    async (context) => {
      const rows = await listProjects(store, context.get("principal"));
      const data = rows.map(toProject);
      return context.json({ data, projects: data, total: data.length }, 200);
    },
  );

  app.openapi(
    apiRoute(parts, "createProject", {
      request: {
        body: jsonBody(z.object({ name: z.string().min(1).max(128), slug: z.string().optional() })),
      },
      responses: { 201: json("The project.", projectSchema) },
    }),
    async (context) => {
      const { name, slug } = context.req.valid("json");
      const now = clock.now();
      const row = await createProject(parts, context.get("principal"), { name, slug, now });
      return context.json(toProject(row), 201);
    },
  );

  app.openapi(
    apiRoute(parts, "getProject", {
      request: { params: z.object({ project_id: z.string().max(100) }) },
      responses: { 200: json("The project.", projectSchema) },
    }),
    async (context) => {
      const { project_id } = context.req.valid("param");
      const row = await getProject(store, context.get("principal"), project_id);
      return context.json(toProject(row), 200);
    },
  );
}

function serveKeys(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  const { store, clock } = parts;

  app.openapi(
    apiRoute(parts, "listApiKeys", {
      responses: {
        200: json(
          "The keys, newest first, without their texts.",
          z.object({ data: z.array(apiKeySchema), keys: z.array(apiKeySchema) }),
        ),
      },
    }),
    async (context) => {
      const data = (await listApiKeys(store, context.get("principal"))).map(toApiKey);
      return context.json({ data, keys: data }, 200);
    },
  );

  app.openapi(
    apiRoute(parts, "revokeApiKey", {
      request: { params: z.object({ key_id: z.string().max(100) }) },
      responses: { 204: { description: "The key stops within a second." } },
    }),
    async (context) => {
      const { key_id: id } = context.req.valid("param");
      await revokeKey(parts, context.get("principal"), { id, now: clock.now() });
      return context.body(null, 204);
    },
  );
}

function serveNewKeys(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  const { clock } = parts;

  app.openapi(
    apiRoute(parts, "createApiKey", {
      request: {
        body: jsonBody(
          z.object({
            name: z.string().min(1).max(128),
            environment: z.enum(["test", "live"]).optional(),
            env: z.enum(["test", "live"]).optional(),
            scopes: z.array(scopeSchema).optional(),
            project_id: z.string().max(100).optional(),
            expires_at: z.iso.datetime().optional(),
          }),
        ),
      },
      responses: { 201: json("The key; its text is never shown again.", newKeySchema) },
    }),
    async (context) => {
      const principal = context.get("principal");
      const { name, environment, env, project_id, expires_at, ...asked } =
        context.req.valid("json");
      const now = clock.now();
      const expiresAt = expires_at === undefined ? null : Date.parse(expires_at);
      if (expiresAt !== null && expiresAt <= now) {
        throw new RuntimeError("invalid_request", '"expires_at" is in the past.');
      }
      const { row, text } = await createApiKey(parts, principal, {
        name,
        now,
        expiresAt,
        environment: environment ?? env ?? principal.environment,
        scopes: asked.scopes,
        projectId: project_id,
      });
      return context.json({ ...toApiKey(row), key: text, full_key: text }, 201);
    },
  );
}

function serveWhoami(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  const named = z.object({ id: z.string(), name: z.string() });
  app.openapi(
    apiRoute(parts, "whoami", {
      responses: {
        200: json(
          "Whose key it is and what it may do.",
          z.object({
            user: z.null(),
            organization: named,
            project: named,
            key: z.object({
              id: z.string(),
              environment: z.enum(["test", "live"]),
              scopes: z.array(scopeSchema),
            }),
          }),
        ),
      },
    }),
    async (context) => {
      const principal = context.get("principal");
      const { orgId, projectId, keyId, environment } = principal;
      const project = await getProject(parts.store, principal, projectId);
      return context.json(
        {
          user: null,
          organization: { id: orgId, name: orgId },
          project: { id: project.id, name: project.name },
          key: { id: keyId, environment, scopes: [...principal.scopes] },
        },
        200,
      );
    },
  );
}

function toProject({ id, org_id, name, slug, is_default, created_at }: ProjectRow) {
  return {
    id,
    org_id,
    name,
    slug: slug ?? "default",
    is_default: is_default === 1,
    created_at: new Date(created_at).toISOString(),
  };
}

function toApiKey(row: ApiKeyRow): z.output<typeof apiKeySchema> {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    environment: row.environment,
    scopes: [...scopesOf(row)],
    project_id: row.project_id,
    created_at: new Date(row.created_at).toISOString(),
    expires_at: toIso(row.expires_at),
    revoked_at: toIso(row.revoked_at),
    last_used_at: toIso(row.last_used_at),
  };
}

function toIso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
