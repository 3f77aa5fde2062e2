import { setTimeout } from "node:timers/promises";

import type { Authorization, Session } from "@codespar/sdk";

import { apiCommand } from "../api-command.ts";
import { CommandError } from "../command-error.ts";
import type { CreateCommand } from "../commands.ts";
import { examples } from "../examples.ts";
import { toCount } from "../format.ts";
import { openClient } from "../open-client.ts";
import { parseCount } from "../parse-number.ts";
import { printJson } from "../print-json.ts";
import type { Terminal } from "../terminal.ts";
import { inSession } from "../with-session.ts";

const pollMs = 1_000;

interface ConnectOptions {
  readonly json?: true | undefined;
  readonly browser: boolean;
  readonly timeout: number;
}

/** `codespar connect`: a user's account at a server. */
export const connect: CreateCommand = (terminal) =>
  apiCommand("connect", "Connect a user's account at a server: opens the page and waits.")
    .argument("<server>", "the server, such as stripe")
    .option("--user <id>", "whose account it is", "cli")
    .option("--session <id>", "a session that is open and has the server")
    .option("--no-browser", "print the address only")
    .option("--timeout <seconds>", "how long to wait", parseCount, 300)
    .addHelpText(
      "after",
      examples(
        "codespar connect mercadopago --user user_123",
        "codespar connect stripe --session ses_abc123 --no-browser",
      ),
    )
    .action(async (server, options) => {
      const codespar = await openClient(terminal, options);
      const chosen = options.session === undefined ? { ...options, server: [server] } : options;
      await inSession(codespar, terminal, chosen, ({ session }) =>
        connectServer(terminal, { session, server, options }),
      );
    });

interface Connecting {
  readonly session: Session;
  readonly server: string;
  readonly options: ConnectOptions;
}

async function connectServer(terminal: Terminal, connecting: Connecting): Promise<void> {
  const { session, server, options } = connecting;
  const { complain, signal } = terminal;
  const asked = await session.authorize(server, { signal });
  if (!asked.connected) {
    await show(terminal, asked, options.browser);
    complain(`Waiting until ${session.userId} has connected ${server} …\n`);
    await waitUntilReady(terminal, connecting);
  }
  const detail = await session.connection(server, { signal });
  if (options.json === true) printJson(terminal, detail);
  else {
    terminal.print(
      `${server} is connected for ${session.userId}${asked.connected ? " already" : ""}: ${toCount(detail.tools_count, "tool")}.\n`,
    );
  }
}

async function show(
  { complain, prompts }: Terminal,
  { redirectUrl = "" }: Authorization,
  browser: boolean,
): Promise<void> {
  complain(`Connect it here:\n\n  ${redirectUrl}\n\n`);
  if (!browser || prompts === undefined) return;
  const { default: open } = await import("open");
  // Where there is no browser, the address is there to be copied.
  await open(redirectUrl).catch(() => undefined);
}

async function waitUntilReady(
  { signal }: Terminal,
  { session, server, options }: Connecting,
): Promise<void> {
  const endsAt = Date.now() + options.timeout * 1_000;
  for (;;) {
    const found = (await session.connections({ signal })).find(({ id }) => id === server);
    if (found?.connected === true) return;
    if (found?.status === "error")
      throw new CommandError(found.error ?? "It could not be connected.");
    if (Date.now() >= endsAt) {
      throw new CommandError(`Nobody connected ${server} within ${options.timeout} seconds.`);
    }
    await setTimeout(pollMs, undefined, { signal });
  }
}
