import { randomBytes } from "node:crypto";

const poolBytes = 4_096;
let pool = randomBytes(poolBytes);
let used = 0;

const alphabet = "abcdefghijkmnpqrstuvwxyz23456789";

/** A new unguessable id, such as `ses_…`: `length` characters of 5 bits each (24). */
export function newId(prefix: string, length = 24): string {
  return `${prefix}_${randomText(length)}`;
}

/** Unguessable text, 5 bits a character. */
export function randomText(length: number): string {
  let text = "";
  for (const byte of takeBytes(length)) text += alphabet.charAt(byte & 31);
  return text;
}

/** Random bytes, drawn in bulk: one draw a thing costs more than the rest of its id. */
function takeBytes(count: number): Uint8Array {
  if (used + count > pool.length) {
    pool = randomBytes(Math.max(poolBytes, count));
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
}
