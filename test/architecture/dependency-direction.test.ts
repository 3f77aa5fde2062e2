/**
 * The dependency rule of this repository, in one table: a package may depend only on the workspace
 * packages listed for it. pnpm's strict `node_modules` makes an undeclared import fail to resolve,
 * so checking the manifests checks the code.
 */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";

import { describe, expect, it } from "vitest";

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const adapter = ["@codespar/adapter", "@codespar/protocol"];
const allowed: Readonly<Record<string, readonly string[]>> = {
  "@codespar/protocol": [],
  "@codespar/sdk": ["@codespar/protocol"],
  "@codespar/adapter": ["@codespar/protocol"],
  "@codespar/claude": adapter,
  "@codespar/langchain": adapter,
  "@codespar/mastra": adapter,
  "@codespar/openai": adapter,
  "@codespar/vercel": adapter,
  "@codespar/sandbox": ["@codespar/protocol"],
  // Its agent may be any model of the AI SDK, through the adapter that everybody else uses.
  "@codespar/runtime": [
    "@codespar/adapter",
    "@codespar/protocol",
    "@codespar/sandbox",
    "@codespar/vercel",
  ],
  "@codespar/cli": [
    "@codespar/adapter",
    "@codespar/protocol",
    "@codespar/runtime",
    "@codespar/sdk",
  ],
};

const root = path.resolve(import.meta.dirname, "../..");
const manifests = globSync("packages/{*,adapters/*}/package.json", { cwd: root })
  .map((file): Manifest => JSON.parse(readFileSync(path.join(root, file), "utf8")))
  .filter((manifest) => manifest.private !== true);

describe("dependency direction", () => {
  it.each(manifests.map((manifest) => [manifest.name, manifest] as const))(
    "%s",
    (name, manifest) => {
      const used = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }).filter(
        (dependency) => dependency.startsWith("@codespar/"),
      );
      expect(allowed[name], `${name} is missing from the table`).toBeDefined();
      expect(used.filter((dependency) => !allowed[name]?.includes(dependency))).toEqual([]);
    },
  );

  it("names every package, and only those that exist", () => {
    expect(manifests.map(({ name }) => name).toSorted()).toEqual(Object.keys(allowed).toSorted());
  });

  it("leaves LangGraph to the application: two copies of it lose the calls of a resumed run", () => {
    const sources = globSync("packages/adapters/langchain/src/*.ts", { cwd: root });
    const importing = sources.filter((file) =>
      readFileSync(path.join(root, file), "utf8").includes("@langchain/langgraph"),
    );
    expect(importing).toEqual([]);
  });

  it("gives the SDK no run-time dependency beyond the contract", () => {
    const sdk = manifests.find(({ name }) => name === "@codespar/sdk");
    expect(Object.keys(sdk?.dependencies ?? {})).toEqual(["@codespar/protocol"]);
  });
});
