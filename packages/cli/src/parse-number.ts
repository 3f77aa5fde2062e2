import { InvalidArgumentError } from "commander";

/** Reads how many rows a page has, 1 to 200. */
export function parseLimit(text: string): number {
  return parseWhole(text, 1, 200);
}

/** Reads a port, 0 to 65535. */
export function parsePort(text: string): number {
  return parseWhole(text, 0, 65_535);
}

/** Reads a count, 1 or more. */
export function parseCount(text: string): number {
  return parseWhole(text, 1, Number.MAX_SAFE_INTEGER);
}

/** Reads a position or a limit, 0 or more. */
export function parseFromZero(text: string): number {
  return parseWhole(text, 0, Number.MAX_SAFE_INTEGER);
}

function parseWhole(text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
  throw new InvalidArgumentError(`It must be a whole number, ${range}.`);
}
