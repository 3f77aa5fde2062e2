import type { AuditEntry } from "@codespar/protocol";

import { sha256 } from "../digest.ts";
import type { AuditHeadRow } from "../store/schema.ts";

/** The hash before the first entry of a chain. */
export const genesisHash: string = "0".repeat(64);

/** What an entry's hash covers: everything but the payloads, which it covers by digest. */
export interface AuditRecord extends Omit<AuditEntry, "input" | "output" | "prev_hash" | "hash"> {
  /** SHA-256 of the stored input text, or `null`. */
  readonly input_digest: string | null;
  /** SHA-256 of the stored output text, or `null`. */
  readonly output_digest: string | null;
}

/** The hash of an entry, given the entry before it. */
export function chainHash(previousHash: string, record: string): string {
  return sha256(`${previousHash}\n${record}`);
}

/** What a chain head's signature covers. */
export function headText(head: Omit<AuditHeadRow, "signature">): string {
  const { project_id, seq, hash, erased_seq } = head;
  const erased = erased_seq === 0 ? "" : `\n${erased_seq}`;
  return `${project_id}\n${seq}\n${hash}${erased}`;
}
