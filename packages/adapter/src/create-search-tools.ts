import type { Tool } from "@codespar/protocol";
import { createInputValidator, isRecord } from "@codespar/protocol/validation";

import type { BoundTool } from "./bound-tool.ts";
import { estimateTokens } from "./estimate-tokens.ts";
import { repairInput } from "./input/repair-input.ts";
import { toFailure } from "./outcome/to-failure.ts";
import type { ToolOutcome } from "./outcome/tool-outcome.ts";
import { searchTools } from "./search-tools.ts";

const discoverTool: Tool = {
  name: "codespar_discover",
  title: "Discover tools",
  description: "Find more tools for a job. Call what it finds with codespar_execute.",
  server: "codespar",
  annotations: { readOnlyHint: true },
  input_schema: {
    type: "object",
    properties: { query: { type: "string", description: "The job, in plain words." } },
    required: ["query"],
  },
};

const executeTool: Tool = {
  name: "codespar_execute",
  title: "Execute a found tool",
  description: "Call a tool that codespar_discover found, with the arguments its schema asks for.",
  server: "codespar",
  input_schema: {
    type: "object",
    properties: {
      tool: { type: "string", description: "Name of the tool." },
      input: { type: "object", description: "Its arguments.", properties: {} },
    },
    required: ["tool", "input"],
  },
};

/** What the two definitions cost. */
export const searchToolTokens: number = estimateTokens(
  [discoverTool, executeTool].map(({ name, description, input_schema }) => ({
    name,
    description,
    inputSchema: input_schema,
  })),
);

/** Two tools that stand for those that are deferred: one finds them, one calls any tool. */
export function createSearchTools(tools: readonly BoundTool[]): readonly BoundTool[] {
  const hidden = tools.filter(({ deferred }) => deferred);
  const find = (name: unknown): BoundTool | undefined =>
    tools.find((bound) => bound.name === name) ?? tools.find(({ tool }) => tool.name === name);

  const discover = bind(discoverTool, ({ query }) =>
    Promise.resolve(found(searchTools(hidden, String(query)))),
  );
  const execute = bind(
    executeTool,
    ({ tool, input }, context) =>
      find(tool)?.call(input, context) ?? Promise.resolve(unknownTool(String(tool))),
    find,
  );
  return [discover, execute];
}

function unknownTool(name: string): ToolOutcome {
  return toFailure({ tool: { ...executeTool, name }, code: "unknown_tool", said: "" });
}

type Input = Readonly<Record<string, unknown>>;

function bind(
  tool: Tool,
  run: (input: Input, context: Parameters<BoundTool["call"]>[1]) => Promise<ToolOutcome>,
  find: (name: unknown) => BoundTool | undefined = () => undefined,
): BoundTool {
  const check = createInputValidator(tool.input_schema);
  const repair = { schema: tool.input_schema, aliases: new Map(), validate: check };
  const validate: BoundTool["validate"] = (written) => {
    const { input, issue } = repairInput(written, repair);
    if (issue === undefined && isRecord(input)) return { ok: true, input };
    const fallback = { field: "", rule: "type", message: "The arguments must be an object." };
    return { ok: false, issue: issue ?? fallback };
  };
  const foundBy = (written: unknown): { bound: BoundTool; input: unknown } | undefined => {
    const validated = validate(written);
    const bound = validated.ok ? find(validated.input["tool"]) : undefined;
    return validated.ok && bound ? { bound, input: validated.input["input"] } : undefined;
  };
  return {
    tool,
    validate,
    name: tool.name,
    title: tool.title ?? tool.name,
    description: tool.description,
    annotations: tool.annotations ?? {},
    inputSchema: tool.input_schema,
    outputSchema: undefined,
    strict: false,
    deferred: false,
    notes: [],
    mayNeedApproval: tool === executeTool,
    async needsApproval(written, policy) {
      const called = foundBy(written);
      return (await called?.bound.needsApproval(called.input, policy)) ?? false;
    },
    approvable(written) {
      const called = foundBy(written);
      return called ? called.bound.approvable(called.input) : { tool, input: written };
    },
    async call(input, context) {
      const validated = validate(input);
      if (validated.ok) return run(validated.input, context);
      return toFailure({ tool, code: "invalid_input", said: validated.issue.message });
    },
  };
}

function found(tools: readonly BoundTool[]): ToolOutcome {
  const data = {
    tools: tools.map(({ name, description, inputSchema }) => ({
      name,
      description,
      input_schema: inputSchema,
    })),
  };
  return {
    ok: true,
    data,
    result: {
      success: true,
      data,
      error: null,
      error_code: null,
      server: discoverTool.server,
      tool: discoverTool.name,
      duration: 0,
      tool_call_id: "",
      called_at: new Date().toISOString(),
    },
  };
}
