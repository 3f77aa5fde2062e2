import { spawn } from "node:child_process";
import { PassThrough, Readable } from "node:stream";

import { createRuntime, type Runtime } from "@codespar/runtime";
import { serve } from "@codespar/runtime/node";
import { CodeSpar } from "@codespar/sdk";
import { onTestFinished } from "vitest";

import { runCli, type TerminalParts } from "../src/index.ts";

/** What a command left behind. */
export interface CliRun {
  readonly code: number;
  /** Standard output. */
  readonly printed: string;
  /** Standard error. */
  readonly complaints: string;
}

/** The command line beside a real runtime on a port. */
export interface TestCli {
  readonly runtime: Runtime;
  readonly url: string;
  readonly codespar: CodeSpar;
  /** Variables that lead to the runtime. */
  readonly env: Readonly<Record<string, string | undefined>>;
  run(...args: readonly string[]): Promise<CliRun>;
  /** The same with another terminal: what is typed, a folder, a signal. */
  runIn(parts: Partial<TerminalParts>, ...args: readonly string[]): Promise<CliRun>;
  /** Runs a command with `--json` that must succeed, and reads what it prints. */
  json(...args: readonly string[]): Promise<any>;
}

/** Serves a runtime for one test, and leads the command line to it. */
export async function openCli(options: Parameters<typeof createRuntime>[0] = {}): Promise<TestCli> {
  const runtime = createRuntime(options);
  const { url, close } = await serve(runtime, { port: 0 });
  onTestFinished(close);
  const env = { CODESPAR_API_KEY: runtime.apiKey, CODESPAR_BASE_URL: url };
  const runIn: TestCli["runIn"] = (parts, ...args) => runWith({ env, ...parts }, args);
  const run: TestCli["run"] = (...args) => runIn({}, ...args);
  return {
    runtime,
    url,
    env,
    run,
    runIn,
    codespar: new CodeSpar({ apiKey: runtime.apiKey, baseUrl: url }),
    async json(...args) {
      const { code, printed, complaints } = await run(...args, "--json");
      if (code !== 0) throw new Error(`exit code ${code}: ${complaints}`);
      return JSON.parse(printed);
    },
  };
}

/**
 * Runs the command line in this process and keeps what it writes, but for what it says when
 * something takes long: that depends on the machine.
 */
export async function runWith(
  parts: Partial<TerminalParts>,
  args: readonly string[],
): Promise<CliRun> {
  const printed: string[] = [];
  const complaints: string[] = [];
  const code = await runCli(args, {
    print: (text) => void printed.push(text),
    complain: (text) => void complaints.push(text),
    input: Readable.from([]),
    ...parts,
  });
  const said = complaints.filter((text) => !text.endsWith(" …\n"));
  return { code, printed: printed.join(""), complaints: said.join("") };
}

/** A program under way. */
export interface CliChild {
  /** Resolves to what was printed once it matches. */
  printed(pattern: RegExp): Promise<string>;
  /** Resolves when it ends. */
  readonly ended: Promise<CliRun>;
  kill(signal: NodeJS.Signals): void;
}

/** Starts the command line as a program of its own. */
export function startCli(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
  cwd: string = import.meta.dirname,
): CliChild {
  const bin = new URL("../src/bin.ts", import.meta.url).pathname;
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [bin, ...args], { cwd, env: { PATH, HOME, ...env } });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [printed, complaints] = ["", ""];
  const heard = new PassThrough();
  child.stdout.on("data", (chunk) => {
    printed += String(chunk);
    heard.emit("more");
  });
  child.stderr.on("data", (chunk) => (complaints += String(chunk)));
  child.stdin.end();
  const ended = new Promise<CliRun>((resolve) => {
    child.once("close", (code) => {
      resolve({ code: code ?? -1, printed, complaints });
      heard.emit("more");
    });
  });
  return {
    ended,
    kill: (signal) => void child.kill(signal),
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (pattern.test(printed)) resolve(printed);
          else if (child.exitCode !== null) reject(new Error(`It ended: ${printed}${complaints}`));
        };
        heard.on("more", look);
        look();
      }),
  };
}
