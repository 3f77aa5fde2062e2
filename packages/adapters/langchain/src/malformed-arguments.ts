import { isRecord } from "@codespar/protocol/validation";

const key = "codespar:malformed";

/** Arguments that are not JSON, as arguments that are. */
export function toArguments(text: string): Record<string, unknown> {
  return { [key]: text };
}

/** The arguments as the model wrote them. */
export function asWritten(input: unknown): unknown {
  return isRecord(input) && key in input ? input[key] : input;
}
