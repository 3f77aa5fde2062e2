/** `pnpm example NAME`: runs one example; without a name, says which there are. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [name] = process.argv.slice(2);
const folders = globSync("*/index.ts", { cwd: import.meta.dirname })
  .map((file) => path.dirname(file))
  .filter((folder) => folder !== "shared")
  .toSorted();

if (name !== undefined && folders.includes(name)) {
  await import(pathToFileURL(path.join(import.meta.dirname, name, "index.ts")).href);
} else {
  if (name !== undefined && !name.startsWith("-")) {
    console.error(`There is no example "${name}".`);
    process.exitCode = 1;
  }
  console.log("pnpm example NAME\n");
  for (const folder of folders) console.log(`  ${folder.padEnd(28)} ${describe(folder)}`);
  console.log("\nThey run offline with a scripted model; OPENAI_API_KEY or ANTHROPIC_API_KEY");
  console.log("(whichever the framework needs) makes them use a real one.");
}

function describe(folder: string): string {
  const manifest = path.join(import.meta.dirname, folder, "package.json");
  const { description = "" }: { readonly description?: string } = JSON.parse(
    readFileSync(manifest, "utf8"),
  );
  return description;
}
