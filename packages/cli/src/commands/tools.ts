import type { CodeSpar, Tool } from "@codespar/sdk";

import { apiCommand } from "../api-command.ts";
import { CommandError } from "../command-error.ts";
import type { CreateCommand } from "../commands.ts";
import { examples } from "../examples.ts";
import { toCount } from "../format.ts";
import { listCatalogTools } from "../list-catalog-tools.ts";
import { openClient } from "../open-client.ts";
import { printJson } from "../print-json.ts";
import type { Terminal } from "../terminal.ts";
import { toFields, toTable } from "../to-table.ts";
import { inSession, type SessionOptions, withSessionOptions } from "../with-session.ts";

interface ToolsOptions extends SessionOptions {
  readonly search?: string | undefined;
}

/** `codespar tools`: the tools there are, or those of a session. */
export const tools: CreateCommand = (terminal) =>
  withSessionOptions(
    apiCommand("tools", "List the catalog's tools, or those of a session; or show one."),
  )
    .argument("[name]", "the tool to show, with its schema")
    .option("--search <words>", "only tools for a job in plain words, the best first")
    .addHelpText(
      "after",
      examples(
        'codespar tools --search "charge by pix"',
        "codespar tools codespar_pay",
        "codespar tools --server stripe --json",
        "codespar tools --session ses_abc123",
      ),
    )
    .action(async (name, options) => {
      const codespar = await openClient(terminal, options);
      const found = await findTools(codespar, terminal, options);
      if (name === undefined) tellTools(terminal, found, options);
      else tellTool(terminal, name, { found, json: options.json === true });
    });

async function findTools(
  codespar: CodeSpar,
  terminal: Terminal,
  options: ToolsOptions,
): Promise<readonly Tool[]> {
  const { session, server, preset, search } = options;
  const { signal } = terminal;
  if ((session ?? server ?? preset) === undefined) {
    return listCatalogTools(codespar, { search, signal });
  }
  return inSession(codespar, terminal, options, ({ session: opened }) =>
    search === undefined ? opened.tools({ signal }) : opened.findTools(search, { signal }),
  );
}

function tellTools(terminal: Terminal, found: readonly Tool[], { json }: ToolsOptions): void {
  if (json === true) {
    printJson(terminal, { data: found });
    return;
  }
  if (found.length === 0) {
    terminal.complain("There are no such tools.\n");
    return;
  }
  const rows = found.map(({ name, server, annotations, description }) => [
    name,
    server,
    effectOf(annotations),
    description,
  ]);
  terminal.print(toTable(terminal, ["TOOL", "SERVER", "EFFECT", "DESCRIPTION"], rows));
  terminal.complain(
    `\n${toCount(found.length, "tool")}. "codespar tools <name>" shows a tool's arguments.\n`,
  );
}

function tellTool(
  terminal: Terminal,
  name: string,
  { found, json }: { readonly found: readonly Tool[]; readonly json: boolean },
): void {
  const tool = found.find((candidate) => candidate.name === name);
  if (tool === undefined) {
    throw new CommandError(`There is no tool "${name}". "codespar tools" lists them.`);
  }
  if (json) {
    printJson(terminal, tool);
    return;
  }
  const { title, server, description, annotations, input_schema } = tool;
  terminal.print(
    toFields(terminal, [
      ["Tool", name],
      ["Title", title],
      ["Server", server],
      ["Effect", effectOf(annotations)],
      ["Description", description],
    ]),
  );
  terminal.print(`\n${JSON.stringify(input_schema, null, 2)}\n`);
}

function effectOf({
  readOnlyHint,
  destructiveHint,
}: NonNullable<Tool["annotations"]> = {}): string {
  if (readOnlyHint === true) return "reads";
  return destructiveHint === false ? "writes" : "destructive";
}
