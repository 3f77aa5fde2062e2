import { createToolkit, type Dialect } from "@codespar/adapter";
import type { AdapterHarness } from "@codespar/conformance";

/** The adapter core by itself, as a loop that shows a dialect's schemas and makes the calls. */
export function runDialect(dialect: Dialect): AdapterHarness["run"] {
  return async ({ session, options = {}, turns }) => {
    const framework = { name: "fidelity", adapterVersion: "0.0.0" };
    const toolkit = await createToolkit(session, {
      ...options,
      framework,
      defaultDialect: dialect,
    });
    const calls = turns.flat().map(async ({ id, name, input }) => {
      const outcome = await toolkit.find(name)?.call(input, { toolCallId: id });
      const text = outcome?.ok === false ? outcome.message : "";
      return [id, { failed: outcome?.ok !== true, text, media: [] }] as const;
    });
    return {
      error: undefined,
      waiting: [],
      told: Object.fromEntries(await Promise.all(calls)),
      definitions: toolkit.tools.map(({ name, description, inputSchema }) => ({
        name,
        description,
        inputSchema,
      })),
    };
  };
}
