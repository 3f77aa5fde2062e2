import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";

import { Option } from "@commander-js/extra-typings";

import { CommandError } from "../command-error.ts";
import type { CreateCommand } from "../commands.ts";
import { examples } from "../examples.ts";
import { exitCodes } from "../exit-codes.ts";
import { type Framework, frameworks, withoutFramework } from "../init/frameworks.ts";
import { type Project, readProject } from "../init/read-project.ts";
import { newCommand } from "../new-command.ts";
import { paint } from "../paint.ts";
import { printJson } from "../print-json.ts";
import { readTemplate } from "../read-template.ts";
import type { Terminal } from "../terminal.ts";

interface InitOptions {
  readonly framework?: string | undefined;
  readonly file?: string | undefined;
  readonly dryRun?: true | undefined;
  readonly install: boolean;
  readonly json?: true | undefined;
}

interface Plan {
  readonly framework: string;
  /** Packages that are not there yet. */
  readonly packages: readonly string[];
  /** The package manager's command. */
  readonly install: readonly [string, ...string[]];
  /** The file, from the project's folder. */
  readonly file: string;
  readonly content: string;
}

/** `codespar init`: a first file in a project. */
export const init: CreateCommand = (terminal) =>
  newCommand("init", "Add CodeSpar to the project in this folder, for the framework it uses.")
    .addOption(
      new Option("--framework <name>", "which one (the one package.json has)").choices([
        ...frameworks.map(({ name }) => name),
        withoutFramework.name,
      ]),
    )
    .option("--file <path>", "the file to write (codespar.ts, in src where there is one)")
    .option("--dry-run", "say what would be done, and do nothing")
    .option("--no-install", "leave the packages to you")
    .option("--json", "print what was done as JSON")
    .addHelpText(
      "after",
      `\nInstalls with the project's own package manager. Never writes over a file.\n${examples(
        "codespar init --dry-run",
        "codespar init --framework openai --file src/pay.ts",
      )}`,
    )
    .action(async (options) => {
      const project = await readProject(terminal.cwd);
      const framework = await chooseFramework(terminal, project, options.framework);
      const plan = await makePlan(project, framework, options.file);
      if (existsSync(path.join(project.folder, plan.file))) {
        throw new CommandError(`${plan.file} is there already. Name another with --file.`);
      }
      if (options.dryRun !== true) await carryOut(terminal, plan, options);
      tell(terminal, plan, options);
    });

async function chooseFramework(
  terminal: Terminal,
  { frameworks: found }: Project,
  named: string | undefined,
): Promise<Framework> {
  const [first = withoutFramework] = found;
  if (named !== undefined) return frameworks.find(({ name }) => name === named) ?? withoutFramework;
  if (found.length < 2) return first;
  const { prompts, signal, complain } = terminal;
  const names = found.map(({ name }) => name).join(", ");
  if (prompts === undefined) {
    complain(`Found ${names}: taking ${first.name}; --framework takes another.\n`);
    return first;
  }
  const { isCancel, select } = await import("@clack/prompts");
  const options = found.map((value) => ({ value, label: value.name }));
  const message = "Which framework?";
  const answer = await select({ ...prompts, signal, message, options, withGuide: false });
  if (isCancel(answer)) throw new CommandError("Stopped.", exitCodes.interrupted);
  return answer;
}

async function makePlan(
  { folder, typescript, modules, dependencies }: Project,
  framework: Framework,
  named: string | undefined,
): Promise<Plan> {
  const [{ detect }, { resolveCommand }] = await Promise.all([
    import("package-manager-detector/detect"),
    import("package-manager-detector/commands"),
  ]);
  const wanted = ["@codespar/sdk", ...framework.packages];
  const packages = wanted.filter((name) => !dependencies.has(name));
  const detected = await detect({ cwd: folder });
  const { command, args } = resolveCommand(detected?.agent ?? "npm", "add", packages) ?? {
    command: "npm",
    args: ["install", ...packages],
  };
  // Without "type": "module", only these endings take a top-level await.
  const ending = `${modules ? "" : "m"}${typescript ? "ts" : "js"}`;
  const place = existsSync(path.join(folder, "src")) ? "src/" : "";
  return {
    framework: framework.name,
    packages,
    install: [command, ...args],
    file: named ?? `${place}codespar.${ending}`,
    content: await readTemplate(framework.template),
  };
}

async function carryOut(
  terminal: Terminal,
  { packages, install, file, content }: Plan,
  options: InitOptions,
): Promise<void> {
  const [command, ...args] = install;
  if (options.install && packages.length > 0) {
    terminal.complain(`${paint(terminal.colours.complain, "dim", install.join(" "))}\n`);
    const code = await terminal.spawn(command, args);
    if (code !== 0) throw new CommandError(`"${install.join(" ")}" failed; nothing was written.`);
  }
  // The flag makes writing over a file impossible, whatever happened in between.
  await writeFile(path.join(terminal.cwd, file), content, { flag: "wx" });
}

function tell(terminal: Terminal, plan: Plan, { dryRun, install, json }: InitOptions): void {
  const { framework, packages, file, content } = plan;
  const command = packages.length === 0 ? null : plan.install.join(" ");
  if (json === true) {
    printJson(terminal, { framework, packages, install: command, file, dry_run: dryRun === true });
    return;
  }
  const { print } = terminal;
  if (dryRun === true) {
    print(`${command === null ? "" : `Would run: ${command}\n`}Would write ${file}:\n\n${content}`);
    return;
  }
  print(`Wrote ${file}, for ${framework === "none" ? "no framework" : framework}.\n\nNext:\n`);
  if (!install && command !== null) print(`  ${command}\n`);
  print(`  npx @codespar/cli dev        # a sandbox; prints the key and the address to set\n`);
  print(`  node ${file}\n`);
}
