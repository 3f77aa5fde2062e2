import type { DurableLoopRequest, DurableLoopRequestStep, LoopTest } from "@codespar/protocol";

import { RuntimeError } from "../runtime-error.ts";
import { type MapText, mapTexts } from "./map-texts.ts";
import { parseTemplate, soleReference } from "./template.ts";

/**
 * Refuses a loop whose references name nothing that could be there.
 *
 * @throws RuntimeError `invalid_request` with the field.
 */
export function checkLoop({ steps }: DurableLoopRequest): void {
  for (const [index, step] of steps.entries()) checkStep(step, index);
}

function checkStep({ params = {}, when = [] }: DurableLoopRequestStep, index: number): void {
  const at = `steps[${index}]`;
  const check: MapText = (text, path) => refuseBad(path, () => checkText(text, index));
  refuseBad(`${at}.params`, () => mapTexts(params, check, `${at}.params`));
  for (const test of testsOf(when)) {
    if (typeof test === "string") refuseBad(`${at}.when`, () => checkSole(test));
    refuseBad(`${at}.when`, () => mapTexts(test, check, `${at}.when`));
  }
}

/** A condition as the tests that must all hold. */
export function testsOf(when: NonNullable<DurableLoopRequestStep["when"]>): readonly LoopTest[] {
  // `Array.isArray` does not tell a readonly list from an object.
  return typeof when === "object" && "length" in when ? when : [when];
}

function checkText(text: string, index: number): void {
  for (const part of parseTemplate(text)) {
    if (typeof part === "string" || part.step < index) continue;
    throw new SyntaxError(`"${part.text}" is not an earlier step`);
  }
}

function checkSole(text: string): void {
  if (soleReference(parseTemplate(text)) !== undefined) return;
  throw new SyntaxError("must be one reference, such as {{steps[0].success}}, or a comparison");
}

function refuseBad(field: string, check: () => unknown): void {
  try {
    check();
  } catch (cause) {
    if (!(cause instanceof SyntaxError) && !(cause instanceof RangeError)) throw cause;
    throw new RuntimeError("invalid_request", `"${field}": ${cause.message}.`, {
      details: { field, rule: "reference" },
    });
  }
}
