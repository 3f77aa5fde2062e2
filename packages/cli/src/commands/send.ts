import { text } from "node:stream/consumers";

import type { StreamEvent } from "@codespar/sdk";

import { apiCommand } from "../api-command.ts";
import { cleanText } from "../clean-text.ts";
import { CommandError } from "../command-error.ts";
import type { CreateCommand } from "../commands.ts";
import { examples } from "../examples.ts";
import { exitCodes } from "../exit-codes.ts";
import { toDuration } from "../format.ts";
import { openClient } from "../open-client.ts";
import { paint } from "../paint.ts";
import { printJson } from "../print-json.ts";
import type { Terminal } from "../terminal.ts";
import { inSession, withSessionOptions } from "../with-session.ts";

const maxInputChars = 200;

/** `codespar send`: a turn of the runtime's agent. */
export const send: CreateCommand = (terminal) =>
  withSessionOptions(
    apiCommand("send", "Let the runtime's agent answer a message with a session's tools."),
  )
    .argument("<message>", "what is wanted, in plain words; - for standard input")
    .addHelpText(
      "after",
      `\nThe answer goes to standard output as it is made, the calls to standard error; --json prints
every event on a line. Ctrl-C stops the agent.\n${examples(
        'codespar send "Charge R$150 by Pix" --preset brazilian',
        'codespar send "Which payments are open?" --session ses_abc123 --json | jq -c .type',
      )}`,
    )
    .action(async (given, options) => {
      const codespar = await openClient(terminal, options);
      const message = given === "-" ? (await text(terminal.input)).trim() : given;
      await inSession(codespar, terminal, options, async ({ session }) => {
        const events = session.sendStream(message, { signal: terminal.signal });
        for await (const event of events) {
          if (options.json === true) printJson(terminal, event, true);
          else tellEvent(terminal, event);
          if (event.type !== "error") continue;
          const said = `${event.message} (${event.error})`;
          throw new CommandError(said, exitCodes.failed, { code: event.error });
        }
      });
    });

function tellEvent({ print, complain, colours }: Terminal, event: StreamEvent): void {
  const dim = (words: string): void => complain(`${paint(colours.complain, "dim", words)}\n`);
  if (event.type === "assistant_text") print(cleanText(event.content));
  if (event.type === "tool_use") dim(`\n→ ${event.name} ${shorten(event.input)}`);
  if (event.type === "approval_required") {
    const { id, message } = event.approval;
    complain(`${cleanText(message)}\nWaiting for: codespar approvals approve ${id} (or deny)\n`);
  }
  if (event.type === "tool_result") {
    const { tool_name, server_id, status, duration_ms, error_code } = event.toolCall;
    const outcome = error_code === null ? status : `${status} (${error_code})`;
    dim(`← ${tool_name} (${server_id}) ${outcome} ${toDuration(duration_ms)}`);
  }
  if (event.type === "done") print("\n");
}

function shorten(input: unknown): string {
  const written = cleanText(JSON.stringify(input));
  return written.length <= maxInputChars ? written : `${written.slice(0, maxInputChars)}…`;
}
