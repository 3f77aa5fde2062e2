import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** SHA-256 of a text, hex. */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** The first 8 hex digits of the SHA-256 of a text. */
export function shortHash(text: string): string {
  return sha256Hex(text).slice(0, 8);
}
