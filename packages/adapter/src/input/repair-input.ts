import type { JsonSchema } from "@codespar/protocol";
import { type InputIssue, type InputValidator, isRecord } from "@codespar/protocol/validation";

import type { KeyAliases } from "../schema/alias-keys.ts";
import { dropNulls } from "./drop-nulls.ts";

/** What repairing arguments works with. */
export interface InputRepair {
  /** The tool's original schema. */
  readonly schema: JsonSchema;
  readonly aliases: KeyAliases;
  readonly validate: InputValidator;
}

/** Arguments as they should have been written, and what is still wrong with them. */
export interface RepairedInput {
  readonly input: unknown;
  readonly issue: InputIssue | undefined;
}

/**
 * Undoes what models and providers do to arguments, without ever guessing a value: nothing at all
 * is `{}`, JSON in a string is parsed, aliases are named back, and a `null` for an optional
 * property that takes none is left out.
 */
export function repairInput(written: unknown, repair: InputRepair): RepairedInput {
  const parsed = parseText(parseText(written));
  if (!isRecord(parsed)) return { input: parsed, issue: repair.validate(parsed) };
  const named = restoreKeys(parsed, repair.aliases);
  const issue = repair.validate(named);
  if (issue === undefined) return { input: named, issue };
  const withoutNulls = dropNulls(named, repair.schema);
  const decoded = (): unknown => parseMembers(withoutNulls, repair.schema);
  for (const mend of [() => withoutNulls, decoded]) {
    const input = mend();
    if (repair.validate(input) === undefined) return { input, issue: undefined };
  }
  return { input: named, issue };
}

function parseText(input: unknown): unknown {
  if (input === undefined || input === null || input === "") return {};
  if (typeof input !== "string") return input;
  try {
    return JSON.parse(input);
  } catch {
    return input;
  }
}

function restoreKeys(
  input: Readonly<Record<string, unknown>>,
  aliases: KeyAliases,
): Readonly<Record<string, unknown>> {
  const defined = Object.entries(input).filter(([, value]) => value !== undefined);
  if (aliases.size === 0 && defined.length === Object.keys(input).length) return input;
  return Object.fromEntries(defined.map(([key, value]) => [aliases.get(key) ?? key, value]));
}

/** Members that should be objects or arrays and came as their JSON text. */
function parseMembers(value: unknown, schema: JsonSchema): unknown {
  const { properties } = schema;
  if (!isRecord(value) || !isRecord(properties)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      typeof member === "string" && wantsStructure(properties[key]) ? parseText(member) : member,
    ]),
  );
}

function wantsStructure(schema: unknown): boolean {
  if (!isRecord(schema)) return false;
  const types = new Set([schema["type"]].flat());
  return (types.has("object") || types.has("array")) && !types.has("string");
}
