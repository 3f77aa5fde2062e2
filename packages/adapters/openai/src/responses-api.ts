import type { JsonSchema } from "@codespar/protocol";

/** A tool definition of the Responses API. */
export interface ResponsesTool {
  type: "function";
  name: string;
  description: string;
  parameters: Record<string, unknown> & JsonSchema;
  /** Always said: an omitted flag may be turned on, and the model then invents optional arguments. */
  strict: boolean;
  defer_loading?: boolean;
}

/** A response, as far as this adapter looks at it. */
export interface ResponseLike {
  readonly output: ReadonlyArray<{ readonly type: string }>;
}

/** A call in a response's output. */
export interface ResponsesCall {
  readonly type: "function_call";
  readonly call_id: string;
  readonly name: string;
  readonly arguments: string;
  /** An `"incomplete"` call is not made. */
  readonly status?: string | null | undefined;
}

/** A part of an output. */
export type OutputPart =
  | { type: "input_text"; text: string }
  | { type: "input_image"; image_url: string; detail: "auto" };

/** The answer to one call; images are sent as images. */
export interface FunctionCallOutput {
  type: "function_call_output";
  call_id: string;
  output: OutputPart[];
}
