import { type OutputUnit, Validator } from "@cfworker/json-schema";

import { interpretableSchema } from "./interpretable-schema.ts";
import type { JsonSchema } from "./json-schema.ts";

/** The first rule that some arguments break. */
export interface InputIssue {
  /** Where, as a JSON Pointer; empty for the arguments as a whole. */
  readonly field: string;
  /** The JSON Schema keyword that is broken. */
  readonly rule: string;
  /** One sentence; no text of the arguments is repeated in it. */
  readonly message: string;
}

/** Checks arguments; `undefined` means that they are valid. */
export type InputValidator = (input: unknown) => InputIssue | undefined;

const validators = new WeakMap<JsonSchema, Validator>();

/**
 * Creates the check of a tool's arguments against its schema.
 *
 * Interprets the schema without `eval`, so it runs on edge runtimes; compiled on first use, once
 * for each schema object.
 */
export function createInputValidator(schema: JsonSchema): InputValidator {
  return (input) => {
    try {
      const validator =
        validators.get(schema) ?? new Validator(interpretableSchema(schema), "2020-12", false);
      validators.set(schema, validator);
      const { valid, errors } = validator.validate(input);
      return valid ? undefined : toIssue(errors);
    } catch {
      return { field: "", rule: "type", message: "The arguments are not plain JSON." };
    }
  };
}

function toIssue(errors: readonly OutputUnit[]): InputIssue {
  const [first, ...others] = errors;
  if (first === undefined)
    return { field: "", rule: "schema", message: "The arguments are invalid." };
  const deepest = others.reduce((best, unit) => (depth(unit) > depth(best) ? unit : best), first);
  if (deepest.keyword === "false") return toForbidden(deepest);
  const missing = deepest.keyword === "required" ? /"(.+)"/.exec(deepest.error)?.[1] : undefined;
  const parent = deepest.instanceLocation.slice(1);
  const field = missing === undefined ? parent : `${parent}/${missing}`;
  const subject = field === "" ? "The arguments" : `"${field.slice(1).replaceAll("/", ".")}"`;
  return {
    field,
    rule: deepest.keyword,
    message: `${subject} ${describe(deepest, missing !== undefined)}`,
  };
}

function toForbidden({ instanceLocation }: OutputUnit): InputIssue {
  const field = instanceLocation.slice(1);
  const name = field.slice(1).replaceAll("/", ".");
  return {
    field,
    rule: "additionalProperties",
    message: `"${name}" is not allowed (rule: additionalProperties).`,
  };
}

function describe({ keyword, error }: OutputUnit, missing: boolean): string {
  if (missing) return "is required (rule: required).";
  const detail = error.replace(/^(Instance|String|Array|Items?)\s/, "").replace(/\.$/, "");
  return `breaks the rule "${keyword}": ${detail}.`;
}

function depth({ instanceLocation, keyword }: OutputUnit): number {
  const specific = keyword === "properties" || keyword === "anyOf" || keyword === "$ref" ? 0 : 0.5;
  return instanceLocation.split("/").length + specific;
}
