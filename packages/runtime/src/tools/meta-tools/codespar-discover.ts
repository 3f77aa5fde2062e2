import * as z from "zod";

import type { CatalogServer } from "../../catalog/catalog-server.ts";
import { rankTools } from "../rank-tools.ts";
import { createMetaTool, refuseInput } from "./create-meta-tool.ts";
import type { MetaTool } from "./meta-tool.ts";

/** Finds the tool for a job among the session's own. */
export const codesparDiscover: MetaTool = createMetaTool({
  name: "codespar_discover",
  title: "Discover",
  description: "Find available commerce tools by domain",
  effect: "reads",
  input: z.object({
    domain: z.string().optional().describe("What the tool is for, such as payments."),
    query: z.string().optional().describe("The same, in plain words."),
    use_case: z.string().optional().describe("The same, as a use case."),
    limit: z.int().optional().describe("How many matches, 1 to 20 (10)."),
  }),
  plan({ domain, query, use_case, limit = 10 }, { tools, servers }) {
    const wanted = use_case ?? query ?? domain;
    if (wanted === undefined || wanted.trim() === "") {
      return refuseInput("query", "required", 'Give "query", "domain" or "use_case".');
    }
    const others = tools.filter(({ name }) => name !== "codespar_discover");
    const ranked = rankTools(others, wanted).slice(0, Math.min(20, Math.max(1, limit)));
    const matches = ranked.map(({ tool, score }) => ({
      tool_name: tool.name,
      server_id: tool.server,
      description: tool.description,
      score: Math.round(score * 1000) / 1000,
      connected: true,
      connection_status: "connected",
      input_schema: tool.input_schema,
    }));
    const [recommended = null, ...related] = matches;
    const connectable = findServers(servers, wanted, new Set(tools.map(({ server }) => server)));
    return {
      kind: "answer",
      data: {
        use_case: wanted,
        search_strategy: matches.length === 0 ? "empty" : "lexical",
        matches,
        recommended,
        related,
        connectable,
        next_steps: connectable.length > 0 ? ["Open a session with a connectable server."] : [],
      },
    };
  },
});

/** Servers the session lacks that fit a request, the best first. */
function findServers(
  servers: readonly CatalogServer[],
  wanted: string,
  connected: ReadonlySet<string>,
): readonly object[] {
  const others = servers.filter(({ id }) => !connected.has(id));
  const asTools = others.map(({ id, category, description, capabilities }) => ({
    name: id,
    description: `${category} ${description} ${capabilities.join(" ")}`,
    input_schema: {},
    server: id,
  }));
  return rankTools(asTools, wanted)
    .slice(0, 5)
    .map(({ tool }) => others.find(({ id }) => id === tool.name))
    .filter((server) => server !== undefined)
    .map(({ id, name, description, authType: auth_type }) => ({
      server_id: id,
      name,
      description,
      auth_type,
      connection_status: "disconnected",
    }));
}
