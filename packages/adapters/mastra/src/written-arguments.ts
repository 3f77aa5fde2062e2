import { isRecord } from "@codespar/protocol/validation";

/** What Mastra tells of a call while a model writes its arguments. */
interface Writing {
  readonly toolCallId: string;
}

/** Keeps the text of arguments, for Mastra takes text that is not JSON for no arguments at all. */
export interface WrittenArguments {
  /** Hears that a call begins. */
  onInputStart(call: Writing): void;
  /** Hears the next piece of its arguments. */
  onInputDelta(call: Writing & { readonly inputTextDelta: string }): void;
  /** The arguments of a call: as Mastra read them, or as they were written where it read none. */
  take(toolCallId: string | undefined, read: unknown): unknown;
}

/** Calls that are kept; those that are never made leave by their age. */
const maxCalls = 100;

/** Creates the memory of one tool. */
export function createWrittenArguments(): WrittenArguments {
  const texts = new Map<string, string>();
  return {
    onInputStart({ toolCallId }) {
      texts.delete(toolCallId);
      texts.set(toolCallId, "");
      for (const oldest of texts.keys()) if (texts.size > maxCalls) texts.delete(oldest);
    },
    onInputDelta({ toolCallId, inputTextDelta }) {
      texts.set(toolCallId, `${texts.get(toolCallId) ?? ""}${inputTextDelta}`);
    },
    take(toolCallId = "", read) {
      const written = texts.get(toolCallId);
      texts.delete(toolCallId);
      return isRecord(read) && Object.keys(read).length === 0 ? (written ?? read) : read;
    },
  };
}
