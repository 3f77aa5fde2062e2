import { execFile } from "node:child_process";
import { globSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

import { describe, expect, it, onTestFinished } from "vitest";

import { readToolFile } from "../src/lint/read-tool-file.ts";
import { toTypes } from "../src/to-types.ts";
import { openCli } from "./open-cli.ts";

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, "../../..");
const corpus = path.resolve(root, "../shared/corpus");
const files = globSync("*.json", { cwd: corpus });

/** What the compiler says of some files, as lines of `file(line,column): …`. */
async function check(sources: Readonly<Record<string, string>>): Promise<readonly string[]> {
  // Inside the package, so that "@codespar/sdk" is found.
  const folder = path.join(import.meta.dirname, `.types-${crypto.randomUUID().slice(0, 8)}`);
  mkdirSync(folder);
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const tsconfig = {
    extends: path.join(root, "tsconfig.json"),
    compilerOptions: { skipLibCheck: false, noPropertyAccessFromIndexSignature: false },
    include: ["*.ts"],
  };
  writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
  for (const [name, text] of Object.entries(sources)) writeFileSync(path.join(folder, name), text);
  const tsc = path.join(root, "node_modules/.bin/tsc");
  const checked = await run(tsc, ["-p", folder]).catch((error: { stdout: string }) => error);
  const lines = checked.stdout.split("\n").filter((line) => /^\S/.test(line));
  // Libraries have their own opinions of strictness; only what was written here counts.
  return lines.filter((line) => !line.includes("node_modules")).map((line) => path.basename(line));
}

const program = `import { CodeSpar } from "@codespar/sdk";
const session = await new CodeSpar().create("u", { preset: "brazilian" });

const paid = await session.execute("stripe_create_payment_intent", { amount: 100, method: "pix" });
if (paid.success) {
  const id: string = paid.data.payment_id;
  console.log(id);
} else console.log(paid.data["approval_id"]);

// @ts-expect-error -- an amount is a number
await session.execute("stripe_create_payment_intent", { amount: "100" });
// @ts-expect-error -- there is no such argument
await session.execute("codespar_pay", { amout: 100 });
// @ts-expect-error -- nor such a method
await session.execute("codespar_pay", { amount: 100, method: "cash" });

const other = await session.execute("a_tool_of_another_session", { anything: true });
console.log(other.data["anything"]);
`;

describe("types", { timeout: 90_000 }, () => {
  it("types session.execute for a session's tools, and leaves the others alone", async () => {
    const { run: cli } = await openCli();
    const wrote = await cli("types", "--preset", "brazilian", "--output", "-");
    expect([wrote.code, wrote.complaints]).toEqual([0, ""]);
    expect(await check({ "codespar-tools.d.ts": wrote.printed, "program.ts": program })).toEqual(
      [],
    );
    const untyped = await check({ "program.ts": program });
    expect(untyped.length).toBeGreaterThan(0);
  });

  it("lets a typed session be used where any session is", async () => {
    const { run: cli } = await openCli();
    const { printed } = await cli("types", "--server", "stripe", "--output", "-");
    const used = `import type { Session, SessionLike } from "@codespar/sdk";
export const toLike = (session: Session): SessionLike => session;
`;
    expect(await check({ "tools.d.ts": printed, "used.ts": used })).toEqual([]);
  });

  it("writes nothing that a description or a name could break out of", async () => {
    const { text } = await toTypes([
      {
        name: 'evil"; declare const x: 1; "',
        description: "*/ declare const y: 2; /*",
        input_schema: {
          type: "object",
          properties: {
            "*/ a": { description: "*/ declare const z: 3; /*", type: "string" },
            file: { $ref: "file:///etc/passwd" },
          },
        },
        server: "",
      },
    ]);
    const probe = `// @ts-expect-error -- not declared
console.log(x);
// @ts-expect-error -- not declared
console.log(y);
// @ts-expect-error -- not declared
console.log(z);
export {};
`;
    expect(await check({ "tools.d.ts": text, "probe.ts": probe })).toEqual([]);
    expect(text).not.toContain("root:");
  });

  it.skipIf(files.length === 0)(
    "writes types that compile for every real tool list (skipped without the corpus)",
    async () => {
      const lists = await Promise.all(files.map((file) => readToolFile(path.join(corpus, file))));
      const tools = lists.flatMap((list, index) =>
        list.map((tool) => ({ ...tool, name: `${index}_${tool.name}` })),
      );
      const { text, untyped } = await toTypes(tools);
      expect(tools.length).toBeGreaterThan(900);
      // The one whose schema points at nothing.
      expect(untyped).toEqual([expect.stringMatching(/ref-dangling$/)]);
      expect(await check({ "tools.d.ts": text })).toEqual([]);
    },
  );
});
