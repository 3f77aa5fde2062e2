import type { JsonSchema } from "./json-schema.ts";

/**
 * What a tool says about its effects. Hints, not guarantees.
 * Source: Model Context Protocol, `ToolAnnotations`.
 */
export interface ToolAnnotations {
  /** Name for people. */
  readonly title?: string;
  /** The tool changes nothing. */
  readonly readOnlyHint?: boolean;
  /** The tool moves money, deletes or otherwise cannot be taken back. */
  readonly destructiveHint?: boolean;
  /** Calling it twice with the same arguments has the effect of calling it once. */
  readonly idempotentHint?: boolean;
  /** The tool reaches systems outside the session. */
  readonly openWorldHint?: boolean;
}

/** One tool of a session. */
export interface Tool {
  /** Unique in the session, such as `"codespar_pay"`. */
  readonly name: string;
  /** Name for people. */
  readonly title?: string;
  /** What it does, for a model. */
  readonly description: string;
  /** Its arguments, exactly as the server declares them. */
  readonly input_schema: JsonSchema;
  /** Its structured result, where the server declares one. */
  readonly output_schema?: JsonSchema;
  /** What it says about its effects. */
  readonly annotations?: ToolAnnotations;
  /** The server that serves it; `"codespar"` for meta-tools. */
  readonly server: string;
}
