import { CodeSpar, type Session } from "@codespar/sdk";

import type { Command, CommandOptions } from "../command.ts";
import { UsageError } from "../usage-error.ts";

type Client = "claude-desktop" | "cursor" | "vscode";

const help = `Prints what an MCP client needs to reach a session.

Usage: codespar mcp-config --client <client> (--session <id> | --servers <ids> | --preset <name>)

Options:
  --client <client>   claude-desktop, cursor or vscode
  --session <id>      a session that is open
  --servers <ids>     opens a session with these servers, with commas between
  --preset <name>     opens a session with a bundle of servers
  --user <id>         whom the opened session is for (mcp-user)
  --name <name>       what the client calls the server (codespar)
  --json              the configuration alone, without where it goes

The token in it is good for that session's tools and nothing else, and ends with the session: after
30 minutes in which nothing was asked of it.

Examples:
  codespar mcp-config --client cursor --preset brazilian
  codespar mcp-config --client vscode --session ses_abc123 --json > .vscode/mcp.json
`;

/** Prints the configuration that connects an MCP client to a session. */
export const mcpConfig: Command = {
  name: "mcp-config",
  summary: "print the configuration of an MCP client for a session",
  help,
  options: {
    client: { type: "string" },
    session: { type: "string" },
    servers: { type: "string" },
    preset: { type: "string" },
    user: { type: "string", default: "mcp-user" },
    name: { type: "string", default: "codespar" },
    json: { type: "boolean", default: false },
  },
  async run(options, { print, complain }) {
    const client = readClient(options);
    const session = await openSession(options);
    const { file, content } = describe(client, session, String(options["name"]));
    if (options["json"] !== true) complain(`For ${file}:\n`);
    print(`${JSON.stringify(content, null, 2)}\n`);
  },
};

function readClient({ client }: CommandOptions): Client {
  if (client === "claude-desktop" || client === "cursor" || client === "vscode") return client;
  throw new UsageError("--client is claude-desktop, cursor or vscode.");
}

async function openSession(options: CommandOptions): Promise<Session> {
  const { session, servers, preset, user } = options;
  const codespar = new CodeSpar();
  if (typeof session === "string") return codespar.get(session);
  if (servers === undefined && preset === undefined) {
    throw new UsageError("Name a --session, or --servers or a --preset to open one with.");
  }
  return codespar.create(String(user), {
    ...(typeof servers === "string" ? { servers: servers.split(",") } : {}),
    ...(typeof preset === "string" ? { preset } : {}),
  });
}

interface ClientConfig {
  /** Where the client reads it. */
  readonly file: string;
  readonly content: object;
}

function describe(client: Client, { mcp }: Session, name: string): ClientConfig {
  const { url, headers = {} } = mcp;
  if (client === "vscode") {
    return {
      file: ".vscode/mcp.json",
      content: { servers: { [name]: { type: "http", url, headers } } },
    };
  }
  if (client === "cursor") {
    return { file: ".cursor/mcp.json", content: { mcpServers: { [name]: { url, headers } } } };
  }
  // Claude Desktop starts servers as programs; this one passes requests on to an address.
  const passed = Object.entries(headers).map(([header, value], index) => ({
    argument: `${header}:\${CODESPAR_HEADER_${index}}`,
    variable: [`CODESPAR_HEADER_${index}`, value] as const,
  }));
  return {
    file: "claude_desktop_config.json",
    content: {
      mcpServers: {
        [name]: {
          command: "npx",
          args: [
            "-y",
            "mcp-remote",
            url,
            ...passed.flatMap(({ argument }) => ["--header", argument]),
          ],
          env: Object.fromEntries(passed.map(({ variable }) => variable)),
        },
      },
    },
  };
}
