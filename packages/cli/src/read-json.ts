import { text } from "node:stream/consumers";

import { isRecord } from "@codespar/protocol/validation";

import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Reads a JSON object that an option gives, `-` from standard input; nothing when it was not given.
 *
 * @param name What the option is called, for the answer to one that is wrong.
 */
export async function readJson(
  { input }: Pick<Terminal, "input">,
  name: string,
  given: string | undefined,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  if (given === undefined) return undefined;
  const written = given === "-" ? await text(input) : given;
  const value = parse(name, written);
  if (isRecord(value)) return value;
  throw new UsageError(`${name} must be a JSON object.`);
}

function parse(name: string, written: string): unknown {
  try {
    return JSON.parse(written);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`${name} is not JSON: ${why}`, { cause });
  }
}
