import type { ToolCallRecord } from "@codespar/protocol";

import type { AgentMessage } from "./agent-backend.ts";

/** What is known of a turn that was stopped. */
export interface UnfinishedTurn {
  readonly toolCalls: readonly ToolCallRecord[];
  /** What is remembered of it so far. */
  readonly messages: readonly AgentMessage[];
  /** The last words of the agent. */
  readonly text: string;
}

const maxInputChars = 500;

/** What a later turn is to know of one that was stopped; nothing when nothing was said or done. */
export function unfinishedNote(turn: UnfinishedTurn): AgentMessage | undefined {
  const { toolCalls, messages, text } = turn;
  const known = new Set(
    messages.flatMap((message) =>
      message.role === "assistant" ? message.toolUses.map(({ id }) => id) : [],
    ),
  );
  const calls = toolCalls.filter(({ id }) => !known.has(id)).map(toLine);
  if (messages.length === 1 && calls.length === 0 && text === "") return undefined;
  const last = messages.findLast((message) => message.role === "assistant");
  const made = calls.length === 0 ? [] : ["Calls that were made:", ...calls];
  const said = text === "" || last?.text === text ? [] : [text];
  const note = [...said, "(The turn was stopped here.)", ...made].join("\n");
  return { role: "assistant", text: note, toolUses: [] };
}

function toLine({ tool_name, input, status, error_code }: ToolCallRecord): string {
  const args =
    input === null ? "" : ` ${JSON.stringify(input).slice(0, maxInputChars).toWellFormed()}`;
  return `- ${tool_name}${args}: ${error_code ?? status}`;
}
