import { StreamableHTTPClientTransport, type Transport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

import type { ServerSpec } from "./server-spec.ts";

/** Creates the transport that reaches a configured server; a child gets only its own environment. */
export function createTransport(spec: ServerSpec): Transport {
  if ("url" in spec) {
    return new StreamableHTTPClientTransport(new URL(spec.url), {
      requestInit: { headers: { ...spec.headers } },
    });
  }
  return new StdioClientTransport({
    command: spec.command,
    args: [...(spec.args ?? [])],
    stderr: "ignore",
    ...(spec.env === undefined ? {} : { env: { ...spec.env } }),
    ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
  });
}
