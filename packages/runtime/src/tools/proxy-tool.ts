import * as z from "zod";

import { proxyInputSchema } from "./proxy-input.ts";
import type { IndexedTool } from "./tool-index.ts";

const { $schema: _dialect, ...inputSchema } = z.toJSONSchema(proxyInputSchema, { io: "input" });

/** Raw calls as a tool: no session lists it, so that no model is offered it. */
export const proxyTool: IndexedTool = {
  tool: {
    name: "proxy_execute",
    description: "Calls a connected server's own API.",
    input_schema: inputSchema,
    server: "codespar",
  },
  validate: () => undefined,
  target: { kind: "proxy" },
};
