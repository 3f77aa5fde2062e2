import * as z from "zod";

import { createMetaTool } from "./create-meta-tool.ts";
import type { MetaTool } from "./meta-tool.ts";

/** Lists the session's tools, for a model that was not sent them. */
export const codesparListTools: MetaTool = createMetaTool({
  name: "codespar_list_tools",
  title: "List tools",
  description: "List the tools of this session, by server.",
  effect: "reads",
  input: z.object({ server: z.string().optional().describe("Only tools of this server.") }),
  plan({ server }, { tools }) {
    const listed = tools.filter((tool) => server === undefined || tool.server === server);
    const rows = listed.map(({ name, description, server: of }) => ({
      name,
      description,
      server: of,
    }));
    return { kind: "answer", data: { tools: rows, total: rows.length } };
  },
});
