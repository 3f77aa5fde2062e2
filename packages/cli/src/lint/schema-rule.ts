import type { JsonSchema } from "@codespar/protocol";

import type { Provider } from "./provider.ts";

/** One thing in a schema that providers do not take. */
export interface SchemaRule {
  /** Name, for programs. */
  readonly id: string;
  /** `rejected`: the whole request fails. `misread`: the model is not told what the schema says. */
  readonly level: "rejected" | "misread";
  readonly providers: readonly Provider[];
  /** Only the schema of the arguments as a whole, not those inside it. */
  readonly rootOnly?: boolean | undefined;
  /** What is wrong, in a sentence. */
  readonly message: string;
  /** What the adapters write instead. */
  readonly repair: string;
  /** What exactly it is about, where the place does not tell. */
  about?(node: JsonSchema): string;
  /** Whether a schema is like that. */
  breaks(node: JsonSchema, root: JsonSchema): boolean;
}
