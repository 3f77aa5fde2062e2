import { writeFile } from "node:fs/promises";
import path from "node:path";

import type { CodeSpar, Tool } from "@codespar/sdk";

import { apiCommand } from "../api-command.ts";
import type { CreateCommand } from "../commands.ts";
import { examples } from "../examples.ts";
import { toCount } from "../format.ts";
import { listCatalogTools } from "../list-catalog-tools.ts";
import { openClient } from "../open-client.ts";
import type { Terminal } from "../terminal.ts";
import { withProgress } from "../with-progress.ts";
import { inSession, type SessionOptions, withSessionOptions } from "../with-session.ts";

/** `codespar types`: TypeScript types of tools. */
export const types: CreateCommand = (terminal) =>
  withSessionOptions(
    apiCommand("types", "Write TypeScript types, so that session.execute knows its tools."),
  )
    .option("--output <file>", "the file to write, - for standard output", "codespar-tools.d.ts")
    .addHelpText(
      "after",
      `\nThe types are those of the session's tools, or of the catalog's where no session is named.
Include the file in tsconfig.json; write it again when the tools change.\n${examples(
        "codespar types --preset brazilian",
        "codespar types --session ses_abc123 --output src/tools.d.ts",
      )}`,
    )
    .action(async (options) => {
      const codespar = await openClient(terminal, options);
      const { toTypes } = await import("../to-types.ts");
      const tools = await listTools(codespar, terminal, options);
      const { text, untyped } = await withProgress(terminal, "Writing types", toTypes(tools));
      for (const name of untyped) {
        terminal.complain(`${name} takes any arguments: its schema has no types.\n`);
      }
      if (options.output === "-") terminal.print(text);
      else {
        await writeFile(path.resolve(terminal.cwd, options.output), text);
        terminal.complain(
          `Wrote the types of ${toCount(tools.length, "tool")} to ${options.output}.\n`,
        );
      }
    });

async function listTools(
  codespar: CodeSpar,
  terminal: Terminal,
  options: SessionOptions,
): Promise<readonly Tool[]> {
  const { session, server, preset } = options;
  const { signal } = terminal;
  if ((session ?? server ?? preset) === undefined) return listCatalogTools(codespar, { signal });
  return inSession(codespar, terminal, options, ({ session: opened }) => opened.tools({ signal }));
}
