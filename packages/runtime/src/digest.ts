import { createHmac, hash, type KeyObject, timingSafeEqual } from "node:crypto";

/** SHA-256 of a text, hex. */
export function sha256(text: string): string {
  return hash("sha256", text);
}

/** HMAC-SHA-256 of a text, hex. */
export function sign(key: KeyObject, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex");
}

/** Whether two texts are equal, in a time that tells nothing about where they differ. */
export function equalInConstantTime(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
