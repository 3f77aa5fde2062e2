import { createWriteStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";

import { Option } from "@commander-js/extra-typings";

import { apiCommand } from "../api-command.ts";
import { CommandError } from "../command-error.ts";
import type { CreateCommand } from "../commands.ts";
import { examples } from "../examples.ts";
import { toCount } from "../format.ts";
import { groupCommand } from "../group-command.ts";
import { openClient } from "../open-client.ts";
import { parseFromZero } from "../parse-number.ts";
import { printJson } from "../print-json.ts";
import type { Terminal } from "../terminal.ts";
import { withProgress } from "../with-progress.ts";

const formats = ["ndjson", "csv", "cloudevents", "ocsf"] as const;

/** `codespar audit`: the chain of what was done. */
export const audit: CreateCommand = (terminal) =>
  groupCommand("audit", "Verify the project's audit chain, and export it.")
    .addCommand(verify(terminal))
    .addCommand(exportAudit(terminal))
    .addHelpText(
      "after",
      examples(
        "codespar audit verify",
        "codespar audit export --format csv --output audit.csv",
        "codespar audit export | jq -r .tool",
      ),
    );

const verify: CreateCommand = (terminal) =>
  apiCommand("verify", "Check the whole chain; exit code 1 when it does not hold.").action(
    async (options) => {
      const codespar = await openClient(terminal, options);
      const asking = codespar.audit.verify({ timeoutMs: 600_000, signal: terminal.signal });
      const answer = await withProgress(terminal, "Checking every entry", asking);
      const { valid, entries, head, broken } = answer;
      if (options.json === true) printJson(terminal, answer);
      else if (valid) {
        const checked = toCount(entries, "entry", "entries");
        terminal.print(`The chain holds: ${checked}. Head: ${head}\n`);
      }
      if (valid) return;
      const where = broken === null ? "" : ` at entry ${broken.seq}: ${broken.reason}`;
      throw new CommandError(`The chain does not hold${where}.`);
    },
  );

const exportAudit: CreateCommand = (terminal) =>
  apiCommand("export", "Export the entries in chain order, one a line.")
    .addOption(
      new Option("--format <format>", "the form of a line")
        .choices(formats)
        .default("ndjson" as const),
    )
    .option("--session <id>", "only this session's")
    .option("--after <seq>", "only entries after this position of the chain", parseFromZero)
    .option("--output <file>", "write a file instead of standard output")
    .action(async (options) => {
      const { format, session: sessionId, after: afterSeq, output } = options;
      const { signal } = terminal;
      const codespar = await openClient(terminal, options);
      const stream = await codespar.audit.export({ format, sessionId, afterSeq, signal });
      await write(terminal, stream, output);
    });

async function write(
  terminal: Terminal,
  stream: ReadableStream<Uint8Array>,
  output: string | undefined,
): Promise<void> {
  const { signal, cwd, print, complain } = terminal;
  if (output !== undefined) {
    const file = path.resolve(cwd, output);
    const writing = pipeline(stream, createWriteStream(file), { signal });
    await withProgress(terminal, `Writing ${output}`, writing);
    complain(`Wrote ${output}.\n`);
    return;
  }
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    signal.throwIfAborted();
    print(decoder.decode(chunk, { stream: true }));
  }
}
