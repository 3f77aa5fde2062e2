import type { Session } from "@codespar/sdk";
import { Option } from "@commander-js/extra-typings";

import { apiCommand } from "../api-command.ts";
import type { CreateCommand } from "../commands.ts";
import { examples } from "../examples.ts";
import { openClient } from "../open-client.ts";
import { printJson } from "../print-json.ts";
import { inSession, withSessionOptions } from "../with-session.ts";

const clients = ["claude-desktop", "cursor", "vscode"] as const;

type Client = (typeof clients)[number];

/** `codespar mcp-config`: the configuration that connects an MCP client to a session. */
export const mcpConfig: CreateCommand = (terminal) =>
  withSessionOptions(
    apiCommand("mcp-config", "Print what an MCP client needs to reach a session."),
    { stays: true },
  )
    .addOption(
      new Option("--client <client>", "whose configuration").choices(clients).makeOptionMandatory(),
    )
    .option("--name <name>", "what the client calls the server", "codespar")
    .addHelpText(
      "after",
      `\nThe token in it is good for that session's tools and nothing else, and ends with the session:
after 30 minutes in which nothing was asked of it.\n${examples(
        "codespar mcp-config --client cursor --preset brazilian",
        "codespar mcp-config --client vscode --session ses_abc123 --json > .vscode/mcp.json",
      )}`,
    )
    .action(async (options) => {
      const codespar = await openClient(terminal, options);
      await inSession(codespar, terminal, options, async ({ session, keep }) => {
        keep();
        const { file, content } = describe(options.client, session, options.name);
        if (options.json !== true) terminal.complain(`For ${file}:\n`);
        printJson(terminal, content);
      });
    });

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
