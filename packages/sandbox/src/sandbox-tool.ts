import type {
  JsonSchema,
  MoneyOverlay,
  SettlementNotice,
  ToolAnnotations,
  ToolData,
} from "@codespar/protocol";
import * as z from "zod";

import type { SandboxWorld } from "./sandbox-world.ts";

/** What a sandbox tool answers. */
export interface ToolAnswer {
  /** The structured result. */
  readonly data: ToolData;
  /** The payment it created, if any. */
  readonly settlement?: SettlementNotice;
  /** The work is done and no answer will come. */
  readonly lost?: boolean;
}

/** One tool of a sandbox server. */
export interface SandboxTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: JsonSchema;
  readonly outputSchema: JsonSchema;
  readonly annotations: ToolAnnotations;
  /** Where its arguments say how much money it moves. */
  readonly money?: MoneyOverlay | undefined;
  /** Runs the tool on arguments that satisfy `inputSchema`. */
  run(input: unknown, world: SandboxWorld): ToolAnswer;
}

/** How one provider calls a tool. */
export interface ToolLabel {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

/** What a tool's effects are. */
export type Effect = "reads" | "writes" | "moves-money";

interface SandboxToolSpec<Input extends z.ZodType> extends ToolLabel {
  readonly effect: Effect;
  readonly money?: MoneyOverlay;
  readonly input: Input;
  /** What it answers. */
  readonly output: z.ZodType;
  readonly run: (input: z.output<Input>, world: SandboxWorld) => ToolAnswer;
}

/** Creates a tool whose schema and whose argument types come from one zod object. */
export function createSandboxTool<Input extends z.ZodType>(
  spec: SandboxToolSpec<Input>,
): SandboxTool {
  const { $schema: _dialect, ...inputSchema } = z.toJSONSchema(spec.input, { io: "input" });
  const { $schema: _same, ...outputSchema } = z.toJSONSchema(spec.output);
  return {
    name: spec.name,
    title: spec.title,
    description: spec.description,
    inputSchema,
    outputSchema,
    annotations: {
      title: spec.title,
      readOnlyHint: spec.effect === "reads",
      destructiveHint: spec.effect === "moves-money",
      idempotentHint: spec.effect === "reads",
      openWorldHint: true,
    },
    money: spec.money,
    run: (input, world) => spec.run(spec.input.parse(input), world),
  };
}
