import { spawnSync } from "node:child_process";

import { describe, expect, it } from "vitest";

describe("a process that may start a Postgres server", () => {
  it.each([0, 3])("ends with its own exit code, %i", (code) => {
    const start = new URL("stores/start-postgres.ts", import.meta.url).href;
    const script = `import ${JSON.stringify(start)}; process.exitCode = ${code};`;
    const { status } = spawnSync(process.execPath, ["--input-type=module", "--eval", script]);
    expect(status).toBe(code);
  });
});
