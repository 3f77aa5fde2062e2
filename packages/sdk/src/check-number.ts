import { CodeSparError } from "./errors.ts";

/** An option that is a number, `least` or more; throws `invalid_request` for anything else. */
export function checkNumber(name: string, value: number, least: number): number {
  if (value >= least && Number.isFinite(value)) return value;
  throw new CodeSparError("invalid_request", `${name} must be a number, ${least} or more.`);
}
