import type { MoneyOverlay, Tool, ToolData } from "@codespar/protocol";
import * as z from "zod";

import { nearestName } from "../../nearest-name.ts";
import type { MetaTool, Plan, PlanContext } from "./meta-tool.ts";

/** The server id of tools the runtime itself offers. */
export const metaServer = "codespar";

interface MetaToolSpec<Input extends z.ZodType> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly effect: "reads" | "writes" | "moves-money";
  /** Where its arguments say how much it moves, for servers whose tools do not say. */
  readonly money?: MoneyOverlay;
  readonly input: Input;
  readonly plan: (input: z.output<Input>, context: PlanContext) => Plan | Promise<Plan>;
}

/** Creates a meta-tool whose schema and whose argument types come from one zod object. */
export function createMetaTool<Input extends z.ZodType>(spec: MetaToolSpec<Input>): MetaTool {
  const { $schema: _dialect, ...inputSchema } = z.toJSONSchema(spec.input, { io: "input" });
  const tool: Tool = {
    name: spec.name,
    title: spec.title,
    description: spec.description,
    input_schema: inputSchema,
    server: metaServer,
    annotations: {
      title: spec.title,
      readOnlyHint: spec.effect === "reads",
      destructiveHint: spec.effect === "moves-money",
      idempotentHint: spec.effect === "reads",
      openWorldHint: true,
    },
  };
  return {
    tool,
    money: spec.money,
    plan(input: ToolData, context) {
      const names = Object.keys(inputSchema.properties ?? {});
      const misspelt = Object.keys(input).find((name) => isMisspelt(name, names));
      if (misspelt !== undefined) return refuseMisspelt(misspelt, names);
      const parsed = spec.input.safeParse(input);
      if (parsed.success) return spec.plan(parsed.data, context);
      const [issue] = parsed.error.issues;
      const field = issue?.path.map(String).join("/") ?? "";
      return refuseInput(field, issue?.code ?? "invalid", issue?.message ?? "Invalid arguments.");
    },
  };
}

/** Other arguments mean nothing here and are passed over; one that was to mean something is not. */
function isMisspelt(name: string, names: readonly string[]): boolean {
  return !names.includes(name) && nearestName(name, names) !== undefined;
}

function refuseMisspelt(name: string, names: readonly string[]): Plan {
  const message = `There is no argument "${name}": is "${nearestName(name, names)}" meant?`;
  return refuseInput(name, "misspelt", message);
}

/** A refusal that names the argument which is missing or wrong. */
export function refuseInput(field: string, rule: string, message: string): Plan {
  return { kind: "refuse", code: "invalid_input", message, data: { field: `/${field}`, rule } };
}
