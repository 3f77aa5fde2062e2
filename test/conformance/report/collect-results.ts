import { readFileSync } from "node:fs";
import path from "node:path";

import { startVitest, type TestCase, type TestModule } from "vitest/node";

/** How one requirement fares in one loop, on one version of its framework. */
export interface Result {
  readonly requirement: string;
  readonly behavior: string;
  readonly package: string;
  readonly version: string;
  readonly loop: string;
  /** `deviates` is a known failure of the framework itself; `unsupported` a feature it lacks. */
  readonly outcome: "met" | "failed" | "deviates" | "unsupported";
  /** Why it deviates. */
  readonly reason?: string;
}

const root = path.resolve(import.meta.dirname, "../../..");

/** Runs the conformance tests of every adapter on every version. */
export async function collectResults(): Promise<readonly Result[]> {
  const vitest = await startVitest("test", ["/conformance.test"], {
    root,
    watch: false,
    reporters: [{}],
  });
  const results = vitest.state
    .getTestModules()
    .flatMap((module) => [...module.children.allTests()].map((test) => toResult(module, test)));
  await vitest.close();
  return results;
}

function toResult(module: TestModule, test: TestCase): Result {
  const [, name = "", loop = ""] = /^conformance of (\S+): (.*?) > /.exec(test.fullName) ?? [];
  const [, requirement = "", behavior = ""] = /^(\S+): (.*)$/.exec(test.name) ?? [];
  const deviates = test.options.fails === true;
  const [, words = behavior, reason = ""] = /^(.*) \((.*)\)$/.exec(behavior) ?? [];
  return {
    requirement,
    behavior: deviates ? words : behavior,
    package: name,
    version: versionOf(module, name),
    loop,
    outcome: outcomeOf(test),
    ...(deviates ? { reason } : {}),
  };
}

function outcomeOf(test: TestCase): Result["outcome"] {
  const { state } = test.result();
  if (state === "skipped") return "unsupported";
  if (state !== "passed") return "failed";
  return test.options.fails === true ? "deviates" : "met";
}

function versionOf({ project, moduleId }: TestModule, name: string): string {
  const folder =
    project.name === "newest"
      ? path.join(moduleId.split("/test/")[0] ?? "", "node_modules")
      : path.join(root, "test/compat", project.name, "node_modules");
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(path.join(folder, name, "package.json"), "utf8"),
  );
  return manifest.version;
}
