import { randomBytes } from "node:crypto";

const alphabet = "abcdefghijkmnpqrstuvwxyz23456789";

/** A new unguessable id, such as `ses_…`: `length` characters of 5 bits each (24). */
export function newId(prefix: string, length = 24): string {
  let id = `${prefix}_`;
  for (const byte of randomBytes(length)) id += alphabet.charAt(byte & 31);
  return id;
}
