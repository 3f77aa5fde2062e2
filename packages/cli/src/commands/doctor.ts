import { type ApiOptions, apiCommand } from "../api-command.ts";
import { cleanText } from "../clean-text.ts";
import { CommandError } from "../command-error.ts";
import type { CreateCommand } from "../commands.ts";
import type { CheckParts, Finding } from "../doctor/check.ts";
import { examples } from "../examples.ts";
import { toCount } from "../format.ts";
import { readApiKey, readBaseUrl } from "../open-client.ts";
import { paint } from "../paint.ts";
import { printJson } from "../print-json.ts";
import type { Terminal } from "../terminal.ts";
import { withProgress } from "../with-progress.ts";

type DoctorOptions = ApiOptions & {
  readonly store?: string | undefined;
  readonly config?: string | undefined;
};

/** `codespar doctor`: what is missing. */
export const doctor: CreateCommand = (terminal) =>
  apiCommand(
    "doctor",
    "Find out what is missing, with a remedy for each; exit code 1 if anything is.",
  )
    .option("--store <place>", "the store of a runtime here (CODESPAR_STORE)")
    .option("--config <file>", "MCP servers of your own (codespar.json, where there is one)")
    .addHelpText("after", examples("codespar doctor", "codespar doctor --json"))
    .action(async (options) => {
      const { checks } = await import("../doctor/checks.ts");
      const parts = await readParts(terminal, options);
      const running = Promise.all(checks.map((check) => check(parts)));
      const findings = (await withProgress(terminal, "Looking", running)).flat();
      if (options.json === true) printJson(terminal, { checks: findings });
      else terminal.print(toText(terminal, findings));
      const failed = findings.filter(({ status }) => status === "failed").length;
      if (failed > 0) throw new CommandError(`${toCount(failed, "check")} failed.`);
    });

async function readParts(terminal: Terminal, options: DoctorOptions): Promise<CheckParts> {
  return {
    terminal,
    apiKey: await readApiKey(terminal, options),
    baseUrl: readBaseUrl(terminal, options) ?? "https://api.codespar.dev",
    store: options.store ?? terminal.env["CODESPAR_STORE"],
    config: options.config,
  };
}

const marks = {
  ok: { mark: "✓", style: "green" },
  warning: { mark: "!", style: "yellow" },
  failed: { mark: "✗", style: "red" },
} as const;

function toText({ colours }: Terminal, findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, status, message, remedy }) => {
    const { mark, style } = marks[status];
    const name = paint(colours.print, "bold", check.padEnd(width));
    const line = `${paint(colours.print, style, mark)} ${name}  ${cleanText(message)}`;
    const indent = " ".repeat(width + 4);
    return remedy === undefined ? [line] : [line, `${indent}→ ${cleanText(remedy)}`];
  });
  return `${lines.join("\n")}\n`;
}
