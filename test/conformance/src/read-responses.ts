import type { OpenAIRequest } from "@codespar/wires";

import type { SentDefinition } from "./adapter-harness.ts";

/** What a request to the Responses API holds. */
export interface ReadRequest {
  readonly definitions: readonly SentDefinition[];
  /** What the model is told of each call. */
  readonly answers: Readonly<Record<string, { readonly text: string; readonly media: string[] }>>;
}

interface Definition {
  readonly name: string;
  readonly description?: string;
  readonly parameters: unknown;
}

interface Item {
  readonly type?: string;
  readonly call_id: string;
  readonly output: string | readonly OutputPart[];
}

interface OutputPart {
  readonly text?: string;
  readonly image_url?: string;
}

/** Reads a request to the Responses API, or one that was never made. */
export function readResponses(request: OpenAIRequest = {}): ReadRequest {
  const tools = (request["tools"] ?? []) as readonly Definition[];
  const items = (request["input"] ?? []) as readonly Item[];
  return {
    definitions: tools.map(({ name, description = "", parameters }) => ({
      name,
      description,
      inputSchema: parameters,
    })),
    answers: Object.fromEntries(
      items
        .filter(({ type }) => type === "function_call_output")
        .map(({ call_id, output }) => {
          const parts = typeof output === "string" ? [{ text: output }] : output;
          const text = parts.flatMap((part) => part.text ?? []).join("\n");
          return [call_id, { text, media: parts.flatMap(mediaTypeOf) }];
        }),
    ),
  };
}

function mediaTypeOf({ image_url: url = "" }: OutputPart): readonly string[] {
  return /^data:([^;]+)/.exec(url)?.slice(1) ?? [];
}
