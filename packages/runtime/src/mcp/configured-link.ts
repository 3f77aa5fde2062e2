import { StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

import type { CatalogServer } from "../catalog/catalog-server.ts";
import type { Account } from "../connections/account.ts";
import { createBoundedFetch } from "./bounded-fetch.ts";
import { fillIn } from "./fill-in.ts";
import type { ServerLink } from "./server-link.ts";
import type { HttpServerSpec, ServerSpec, StdioServerSpec } from "./server-spec.ts";
import { watchExit } from "./watch-exit.ts";

/** As much as the MCP client takes over standard output. */
const maxAnswerBytes = 10 * 1_048_576;

/** A link to be made to a server outside this process. */
export interface ConfiguredLink {
  readonly spec: ServerSpec;
  readonly facts: CatalogServer;
  readonly account: Account;
  readonly fetch: typeof globalThis.fetch;
}

/** Links to a server by its configuration, with one account's secrets and no others. */
export async function createConfiguredLink(link: ConfiguredLink): Promise<ServerLink> {
  const { spec } = link;
  if ("url" in spec) return { transport: createHttpTransport(spec, link), isChild: false };
  const transport = await createChildTransport(spec, link);
  return { transport, isChild: true, exit: watchExit(transport) };
}

/** How a catalog server is started from its package. */
export function launchSpec({ live }: CatalogServer): StdioServerSpec | undefined {
  return live && { command: "npx", args: ["-y", live.package] };
}

function createHttpTransport(
  { url, headers = {} }: HttpServerSpec,
  { account, fetch }: ConfiguredLink,
): StreamableHTTPClientTransport {
  let sent: string | undefined;
  return new StreamableHTTPClientTransport(new URL(url), {
    fetch: createBoundedFetch(fetch, maxAnswerBytes),
    requestInit: { headers: fillIn(headers, account.fields) },
    ...(account.token === undefined
      ? {}
      : {
          authProvider: {
            async token() {
              sent = await account.token?.();
              return sent;
            },
            async onUnauthorized() {
              await account.token?.(sent);
            },
          },
        }),
  });
}

/** A child's environment holds its own secrets and nothing of this process's. */
async function createChildTransport(
  { command, args = [], env = {}, cwd }: StdioServerSpec,
  { facts, account }: ConfiguredLink,
): Promise<StdioClientTransport> {
  const token = await account.token?.();
  const [first] = facts.credentials;
  return new StdioClientTransport({
    command,
    args: [...args],
    stderr: "ignore",
    env: {
      ...fillIn(env, account.fields),
      ...account.fields,
      ...(token === undefined || first === undefined ? {} : { [first.name]: token }),
    },
    ...(cwd === undefined ? {} : { cwd }),
  });
}
