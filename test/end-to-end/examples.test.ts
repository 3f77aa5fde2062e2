/** Every example runs offline, charges once per framework and says what happened. */
import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

import { expect, it, vi } from "vitest";

vi.setConfig({ testTimeout: 60_000 });

const root = path.resolve(import.meta.dirname, "../..");
const examples = globSync("*/index.ts", { cwd: path.join(root, "examples") })
  .map((file) => path.dirname(file))
  .filter((name) => name !== "shared");

async function run(...args: readonly string[]): Promise<string> {
  const { OPENAI_API_KEY: _openai, ANTHROPIC_API_KEY: _anthropic, ...env } = process.env;
  const running = promisify(execFile)(process.execPath, ["examples/index.ts", ...args], {
    cwd: root,
    env,
  });
  running.child.stdin?.end();
  const { stdout } = await running;
  return stdout;
}

it("says which examples there are", async () => {
  const listed = await run();
  for (const name of examples) expect(listed).toMatch(new RegExp(`^  ${name} +\\S`, "m"));
});

it.each(examples.filter((name) => name !== "two-nodes" && name !== "tracing"))(
  "%s",
  async (name) => {
    const printed = await run(name);
    const charges = [...printed.matchAll(/codespar_pay +(on )?stripe:? /g)];
    const frameworks = name === "one-session-five-frameworks" ? 5 : 1;
    // The demo prints the intent beside the outcome.
    expect(charges).toHaveLength(name === "pix-charge" ? 2 : frameworks);
  },
);

it("tracing", async () => {
  const printed = await run("tracing");
  expect(printed).toMatch(/invoke_agent .*\n +step 1 /);
  expect(printed).toMatch(/tools\/call charge .*runtime\n +tools\/call charge .*acquirer\n/);
  expect(printed).toContain("without a gap");
});

it("two-nodes", async () => {
  const printed = await run("two-nodes");
  expect(printed).toContain("the provider made 1 charge.");
  expect(printed).toContain("tried again at node two: outcome_unknown");
  expect(printed).toContain("3 charges: none of them twice");
  expect(printed).toMatch(/one chain: \{\s+valid: true/);
}, 60_000);
