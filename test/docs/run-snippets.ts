/**
 * Runs programs one after another in one process, which spares each the loading of the packages, and
 * prints what each wrote, as a line of JSON.
 */
import { pathToFileURL } from "node:url";

/** What a program wrote. */
export interface SnippetRun {
  readonly file: string;
  readonly stdout: string;
  readonly stderr: string;
}

const write = process.stdout.write.bind(process.stdout);
let stdout = "";
let stderr = "";
process.stdout.write = (text) => Boolean((stdout += String(text)));
process.stderr.write = (text) => Boolean((stderr += String(text)));

for (const file of process.argv.slice(2)) {
  [stdout, stderr] = ["", ""];
  try {
    await import(pathToFileURL(file).href);
  } catch (cause) {
    stderr += cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  }
  const run: SnippetRun = { file, stdout, stderr };
  write(`${JSON.stringify(run)}\n`);
}
