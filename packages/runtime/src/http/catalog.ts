import type { Tool } from "@codespar/protocol";
import { toolSchema } from "@codespar/protocol/schemas";
import { sandboxServers } from "@codespar/sandbox";
import { type OpenAPIHono, z } from "@hono/zod-openapi";

import type { Principal } from "../access/principal.ts";
import type { CatalogServer } from "../catalog/catalog-server.ts";
import { presets } from "../catalog/presets.ts";
import { serverAliases } from "../catalog/servers.ts";
import { sharedAccount } from "../connections/account.ts";
import { RuntimeError } from "../runtime-error.ts";
import { metaTools } from "../tools/meta-tools/meta-tools.ts";
import { rankTools } from "../tools/rank-tools.ts";
import { apiRoute } from "./api-route.ts";
import type { AppEnv } from "./app-env.ts";
import { json, limitField, offsetField } from "./fields.ts";
import type { HttpParts } from "./http-parts.ts";

const serverSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  category: z.string(),
  country: z.string(),
  countries: z.array(z.string()),
  region: z.string(),
  capabilities: z.array(z.string()),
  auth_type: z.string(),
  status: z.enum(["stable"]),
  tools_count: z.int(),
  tool_count: z.int(),
});

const listedServerSchema = serverSchema.openapi("CatalogServer");

const serverDetailSchema = serverSchema
  .extend({
    credentials: z.array(z.object({ name: z.string(), label: z.string() })),
    tools: z.array(z.object({ name: z.string(), description: z.string() })),
  })
  .openapi("CatalogServerDetail");

const filters = z.object({
  category: z.string().optional(),
  country: z.string().optional(),
  region: z.string().optional(),
  auth_type: z.string().optional(),
  q: z.string().max(1000).optional(),
  limit: limitField,
  offset: offsetField,
});

/** Serves the catalog: every server and tool there is, whatever a session has. */
export function serveCatalog(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  serveServers(app, parts);
  servePresets(app, parts);
  serveToolCatalog(app, parts);
}

function serveServers(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  app.openapi(
    apiRoute(parts, "listServers", {
      request: { query: filters },
      responses: {
        200: json(
          "A page of servers.",
          z.object({
            data: z.array(listedServerSchema),
            servers: z.array(listedServerSchema),
            total: z.int(),
            filtered: z.int(),
            limit: z.int(),
            offset: z.int(),
          }),
        ),
      },
    }),
    (context) => {
      const query = context.req.valid("query");
      const all = parts.directory.list(context.get("principal"));
      const fitting = findServers(all, query);
      const { limit, offset } = query;
      const data = fitting.slice(offset, offset + limit).map(toServer);
      const count = { total: all.length, filtered: fitting.length };
      return context.json({ data, servers: data, ...count, limit, offset }, 200);
    },
  );

  app.openapi(
    apiRoute(parts, "getServer", {
      request: { params: z.object({ server_id: z.string().max(100) }) },
      responses: { 200: json("The server, with its tools.", serverDetailSchema) },
    }),
    async (context) => {
      const principal = context.get("principal");
      const { server_id } = context.req.valid("param");
      const id = serverAliases.get(server_id) ?? server_id;
      const facts = parts.directory.find(principal, id)?.facts;
      if (facts === undefined) throw new RuntimeError("not_found", `There is no server "${id}".`);
      const tools = (await toolsOf(parts, principal, id)).map(({ name, description }) => ({
        name,
        description,
      }));
      const count = { tools_count: tools.length, tool_count: tools.length };
      const credentials = [...facts.credentials];
      return context.json({ ...toServer(facts), ...count, credentials, tools }, 200);
    },
  );
}

function servePresets(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  const preset = z.object({ name: z.string(), servers: z.array(z.string()) }).openapi("Preset");
  const bundles = Object.entries(presets).map(([name, servers]) => ({
    name,
    servers: [...servers],
  }));
  app.openapi(
    apiRoute(parts, "listPresets", {
      responses: { 200: json("The bundles.", z.object({ data: z.array(preset) })) },
    }),
    (context) => context.json({ data: bundles }, 200),
  );
}

function serveToolCatalog(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  app.openapi(
    apiRoute(parts, "listCatalogTools", {
      request: {
        query: z.object({
          server: z.string().max(100).optional(),
          q: z.string().max(1000).optional(),
          limit: limitField,
          offset: offsetField,
        }),
      },
      responses: {
        200: json("A page of tools.", z.object({ data: z.array(toolSchema), total: z.int() })),
      },
    }),
    async (context) => {
      const { server, q, limit, offset } = context.req.valid("query");
      const all = await allTools(parts, context.get("principal"), server);
      const fitting = q === undefined ? all : rankTools(all, q).map(({ tool }) => tool);
      const data = fitting.slice(offset, offset + limit);
      return context.json({ data, total: fitting.length }, 200);
    },
  );

  app.openapi(
    apiRoute(parts, "getCatalogTool", {
      request: { params: z.object({ name: z.string().max(200) }) },
      responses: { 200: json("The tool.", toolSchema) },
    }),
    async (context) => {
      const { name } = context.req.valid("param");
      const tools = await allTools(parts, context.get("principal"), undefined);
      const tool = tools.find((candidate) => candidate.name === name);
      if (tool === undefined) throw new RuntimeError("not_found", `There is no tool "${name}".`);
      return context.json(tool, 200);
    },
  );
}

function findServers(
  all: readonly CatalogServer[],
  { category, country, region, auth_type, q }: z.output<typeof filters>,
): readonly CatalogServer[] {
  const place = country ?? region;
  const fitting = all.filter(
    (server) =>
      (category === undefined || server.category === category) &&
      (place === undefined || server.country === place.toUpperCase()) &&
      (auth_type === undefined || server.authType === auth_type),
  );
  if (q === undefined) return fitting;
  const asTools = fitting.map(({ id, name, description, category: kind, capabilities }) => ({
    name: id,
    title: name,
    description: `${kind} ${description} ${capabilities.join(" ")}`,
    input_schema: {},
    server: id,
  }));
  const ranked = rankTools(asTools, q).map(({ tool }) => tool.name);
  return ranked.flatMap((id) => fitting.find((server) => server.id === id) ?? []);
}

/** The meta-tools and those of every server that needs no account. */
async function allTools(
  parts: HttpParts,
  principal: Principal,
  server: string | undefined,
): Promise<Tool[]> {
  const servers = parts.directory.list(principal).filter(({ id }) => id === (server ?? id));
  const lists = await Promise.all(servers.map(({ id }) => toolsOf(parts, principal, id)));
  const own = metaTools.map(({ tool }) => tool);
  return [...(server === undefined || server === "codespar" ? own : []), ...lists.flat()];
}

/** The tools of a server; of one that needs an account, or is not there, none are known. */
async function toolsOf(
  { directory, pool }: HttpParts,
  { projectId, environment }: Principal,
  serverId: string,
): Promise<readonly Tool[]> {
  const scope = { projectId, environment };
  if (directory.find(scope, serverId)?.shared !== true) return [];
  const target = { ...scope, serverId, account: sharedAccount };
  const link = await pool.open(target).catch(() => undefined);
  return (link?.tools ?? []).map(({ tool }) => tool);
}

function toServer(server: CatalogServer): z.output<typeof listedServerSchema> {
  const { id, name, description, category, country, capabilities, authType } = server;
  const count = sandboxServers.find((sandbox) => sandbox.id === id)?.tools.length ?? 0;
  return {
    id,
    name,
    description,
    category,
    country,
    countries: [country],
    region: country,
    capabilities: [...capabilities],
    auth_type: authType,
    status: "stable",
    tools_count: count,
    tool_count: count,
  };
}
