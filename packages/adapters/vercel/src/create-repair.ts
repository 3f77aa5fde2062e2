import type { Toolkit } from "@codespar/adapter";

/** A call the AI SDK could not make sense of. */
export interface BrokenToolCall {
  readonly toolName: string;
  /** JSON text, possibly malformed. */
  readonly input: string;
}

/** Mends a call, or answers null to leave it. */
export type RepairToolCall = <Call extends BrokenToolCall>(options: {
  readonly toolCall: Call;
}) => Promise<Call | null>;

/** Mends what can be mended without a model: names in another spelling, JSON in a code fence. */
export function createRepair(toolkit: Toolkit): RepairToolCall {
  return ({ toolCall }) => {
    const name = findName(toolkit, toolCall.toolName);
    const input = unfence(toolCall.input);
    const mended = name !== undefined && (name !== toolCall.toolName || input !== toolCall.input);
    return Promise.resolve(mended ? { ...toolCall, input, toolName: name } : null);
  };
}

function findName({ tools, find }: Toolkit, asked: string): string | undefined {
  const exact = find(asked)?.name;
  if (exact !== undefined) return exact;
  const wanted = spell(asked);
  const [match, ...others] = tools.filter(
    ({ name, tool }) => spell(name) === wanted || spell(tool.name) === wanted,
  );
  return others.length === 0 ? match?.name : undefined;
}

function spell(name: string): string {
  return name
    .replace(/^functions[._]/, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_");
}

function unfence(input: string): string {
  return /^\s*```(?:json)?\s*([\s\S]*?)\s*```\s*$/.exec(input)?.[1] ?? input;
}
