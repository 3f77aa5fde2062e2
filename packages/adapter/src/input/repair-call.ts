import type { Toolkit } from "../toolkit.ts";

/** A call as a model wrote it. */
export interface WrittenCall {
  /** The name of the tool, possibly in another spelling. */
  readonly toolName: string;
  /** The arguments as text, possibly in a code fence. */
  readonly input: string;
}

/**
 * Mends what can be mended of a call without asking a model: the name in another spelling, the
 * arguments in a code fence.
 *
 * @returns The mended call, or `undefined` when nothing could be mended.
 */
export function repairCall<Call extends WrittenCall>(
  toolkit: Toolkit,
  call: Call,
): Call | undefined {
  const toolName = findName(toolkit, call.toolName);
  const input = /^\s*```(?:json)?\s*([\s\S]*?)\s*```\s*$/.exec(call.input)?.[1] ?? call.input;
  if (toolName === undefined) return undefined;
  return toolName === call.toolName && input === call.input
    ? undefined
    : { ...call, toolName, input };
}

/** The name in exactly this spelling, else the only one it can mean. */
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
