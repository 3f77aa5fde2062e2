import type { DurableLoopRequestStep, LoopComparison, ToolResult } from "@codespar/protocol";
import { canonicalJson } from "@codespar/protocol";

import { RuntimeError } from "../runtime-error.ts";
import { testsOf } from "./check-loop.ts";
import { mapTexts } from "./map-texts.ts";
import { follow, parseTemplate, type Reference, soleReference } from "./template.ts";

/** The results of the steps so far, by their positions; skipped steps have none. */
export type StepResults = ReadonlyMap<number, ToolResult>;

/**
 * Puts the results of earlier steps into arguments, each once: what a result says is never taken
 * for a reference.
 *
 * @param maxChars Characters that references may come to.
 * @throws RuntimeError `invalid_input` when one names nothing, or they come to too much.
 */
export function resolveParams(
  params: NonNullable<DurableLoopRequestStep["params"]>,
  results: StepResults,
  maxChars: number,
): Readonly<Record<string, unknown>> {
  let left = maxChars;
  const read = (reference: Reference, path: string): { value: unknown; json: string } => {
    const value = valueOf(reference, results);
    if (value === undefined) {
      const message = `"${path}": there is no ${reference.text}.`;
      throw new RuntimeError("invalid_input", message, { details: { field: path } });
    }
    const json = JSON.stringify(value);
    left -= json.length;
    if (left >= 0) return { value, json };
    throw new RuntimeError("invalid_input", `"${path}": the arguments are too large.`);
  };
  const members = Object.entries(params).map(([name, member]): [string, unknown] => [
    name,
    mapTexts(member, (text, path) => fill(text, (reference) => read(reference, path)), name),
  ]);
  return Object.fromEntries<unknown>(members);
}

type Read = (reference: Reference) => { readonly value: unknown; readonly json: string };

/** A text that is one reference becomes its value; of others, each reference becomes text. */
function fill(text: string, read: Read): unknown {
  if (!text.includes("{{")) return text;
  const parts = parseTemplate(text);
  const only = soleReference(parts);
  if (only !== undefined) return read(only).value;
  const texts = parts.map((part) => {
    if (typeof part === "string") return part;
    const { value, json } = read(part);
    return typeof value === "string" ? value : json;
  });
  return texts.join("");
}

/** Whether all tests of a condition hold; what is missing equals nothing. */
export function holds(
  when: NonNullable<DurableLoopRequestStep["when"]>,
  results: StepResults,
): boolean {
  return testsOf(when).every((test) =>
    typeof test === "string" ? Boolean(operand(test, results)) : compare(test, results),
  );
}

function compare(test: LoopComparison, results: StepResults): boolean {
  const value = operand(test.value, results);
  if (test.exists !== undefined) return (value !== undefined) === test.exists;
  const { equals, not_equals, above, below } = test;
  if (Object.hasOwn(test, "equals")) return isSame(value, operand(equals, results));
  if (Object.hasOwn(test, "not_equals")) return !isSame(value, operand(not_equals, results));
  const bound = operand(Object.hasOwn(test, "above") ? above : below, results);
  if (typeof value !== "number" || typeof bound !== "number") return false;
  return Object.hasOwn(test, "above") ? value > bound : value < bound;
}

function isSame(left: unknown, right: unknown): boolean {
  if (left === undefined || right === undefined) return false;
  return canonicalJson(left) === canonicalJson(right);
}

function operand(value: unknown, results: StepResults): unknown {
  if (typeof value !== "string" || !value.includes("{{")) return value;
  const parts = parseTemplate(value);
  const only = soleReference(parts);
  if (only !== undefined) return valueOf(only, results);
  const texts = parts.map((part) => (typeof part === "string" ? part : valueOf(part, results)));
  return texts.map((text) => (typeof text === "string" ? text : JSON.stringify(text))).join("");
}

function valueOf({ step, path }: Reference, results: StepResults): unknown {
  return follow(results.get(step), path);
}
