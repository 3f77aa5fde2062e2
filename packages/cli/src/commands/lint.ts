import { existsSync } from "node:fs";
import path from "node:path";

import type { Tool } from "@codespar/sdk";
import { Option } from "@commander-js/extra-typings";

import { apiCommand } from "../api-command.ts";
import { CommandError } from "../command-error.ts";
import type { CreateCommand } from "../commands.ts";
import { examples } from "../examples.ts";
import { toCount } from "../format.ts";
import type { LintReport } from "../lint/lint-tools.ts";
import { type Provider, providers } from "../lint/provider.ts";
import { readToolFile } from "../lint/read-tool-file.ts";
import { toLintText } from "../lint/to-lint-text.ts";
import type { McpSource } from "../list-mcp-tools.ts";
import { openClient } from "../open-client.ts";
import { parseCount, parseFromZero } from "../parse-number.ts";
import { printJson } from "../print-json.ts";
import type { Terminal } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";
import { withProgress } from "../with-progress.ts";
import { inSession, type SessionOptions, withSessionOptions } from "../with-session.ts";

const connectTimeoutMs = 60_000;

type LintOptions = SessionOptions & {
  readonly env?: string[] | undefined;
  readonly tokenEnv?: string | undefined;
};

interface Limits {
  readonly maxTools?: number | undefined;
  readonly maxTokens?: number | undefined;
  readonly maxWarnings?: number | undefined;
}

/** `codespar lint`: what providers would refuse. */
export const lint: CreateCommand = (terminal) =>
  withSessionOptions(
    apiCommand("lint", "Find tools that model providers reject, with the repair CodeSpar makes."),
  )
    .argument("[source...]", "a JSON file, an MCP server's address, or after -- its command")
    .addOption(
      new Option("--provider <name>", "hold tools to this one's rules (all)")
        .choices(providers)
        .argParser(collectProvider),
    )
    .option("--max-tools <number>", "fail with more tools than this", parseCount)
    .option("--max-tokens <number>", "fail when definitions cost more than about this", parseCount)
    .option("--max-warnings <number>", "fail with more things misread than this", parseFromZero)
    .option("--env <name>", "a variable that the command is given, as often as needed", collect)
    .option("--token-env <name>", "the variable with the bearer token of the address")
    .addHelpText(
      "after",
      `\nOne tool that a provider rejects fails the whole request. Exit code 1 when something would be
rejected or is over a limit.\n${examples(
        "codespar lint tools.json --provider openai",
        "codespar lint https://mcp.example.com/mcp --token-env EXAMPLE_TOKEN",
        "codespar lint -- npx -y @modelcontextprotocol/server-everything",
        "codespar lint --preset brazilian --max-tokens 20000",
      )}`,
    )
    .action(async (source, options) => {
      const { lintTools } = await import("../lint/lint-tools.ts");
      const tools = await readTools(terminal, source, options);
      const report = lintTools(tools, options.provider ?? providers);
      const over = overLimits(report, options);
      if (options.json === true) printJson(terminal, { ...report, over });
      else terminal.print(toLintText(terminal, report));
      const rejected = report.problems.some(({ level }) => level === "rejected");
      if (over.length > 0) throw new CommandError(over.join("\n"));
      if (rejected) throw new CommandError("Some tools would be rejected.");
    });

async function readTools(
  terminal: Terminal,
  source: readonly string[],
  options: LintOptions,
): Promise<readonly Tool[]> {
  const { signal, cwd } = terminal;
  const [first, ...others] = source;
  if (first === undefined) {
    if ((options.session ?? options.server ?? options.preset) === undefined) {
      throw new UsageError("Name what to look at: a file, an address, -- a command, or a session.");
    }
    const codespar = await openClient(terminal, options);
    return inSession(codespar, terminal, options, ({ session }) => session.tools({ signal }));
  }
  const file = path.resolve(cwd, first);
  if (others.length === 0 && (first.endsWith(".json") || existsSync(file)))
    return readToolFile(file);
  const { listMcpTools } = await import("../list-mcp-tools.ts");
  const limits = { timeoutMs: connectTimeoutMs, signal };
  const listing = listMcpTools(toSource(terminal, [first, ...others], options), limits);
  try {
    return await withProgress(terminal, `Asking ${first} for its tools`, listing);
  } catch (cause) {
    signal.throwIfAborted();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`${source.join(" ")} does not list its tools: ${why}`, 1, { cause });
  }
}

function toSource(
  { cwd, env }: Terminal,
  [first, ...args]: readonly [string, ...string[]],
  { env: names = [], tokenEnv }: LintOptions,
): McpSource {
  if (!/^https?:\/\//.test(first)) {
    const given = names.map((name) => [name, read(env, name)] as const);
    return { command: first, args, cwd, env: Object.fromEntries(given) };
  }
  if (args.length > 0) throw new UsageError("An address stands alone.");
  const token = tokenEnv === undefined ? undefined : read(env, tokenEnv);
  return { url: first, headers: token === undefined ? {} : { Authorization: `Bearer ${token}` } };
}

function read(env: Terminal["env"], name: string): string {
  const value = env[name];
  if (value !== undefined) return value;
  throw new UsageError(`The variable ${name} is not set.`);
}

function overLimits(report: LintReport, limits: Limits): readonly string[] {
  const { tools, estimated_tokens: tokens, problems } = report;
  const { maxTools, maxTokens, maxWarnings } = limits;
  const misread = problems.filter(({ level }) => level === "misread").length;
  return [
    ...isOver(tools, maxTools, `${toCount(tools, "tool")}, and ${maxTools} are allowed.`),
    ...isOver(tokens, maxTokens, `About ${tokens} tokens, and ${maxTokens} are allowed.`),
    ...isOver(misread, maxWarnings, `${misread} misread, and ${maxWarnings} are allowed.`),
  ];
}

function isOver(value: number, most: number | undefined, says: string): readonly string[] {
  return most !== undefined && value > most ? [says] : [];
}

function collect(text: string, before: string[] = []): string[] {
  return [...before, text];
}

function collectProvider(text: string, before: Provider[] = []): Provider[] {
  const found = providers.find((provider) => provider === text);
  if (found !== undefined) return [...before, found];
  throw new UsageError(`There are rules for ${providers.join(", ")}, not for "${text}".`);
}
