import type { KeyObject } from "node:crypto";

import type { AuditVerification } from "@codespar/protocol";
import { isRecord } from "@codespar/protocol/validation";

import { equalInConstantTime, sha256, sign } from "../digest.ts";
import type { AuditEntryRow, AuditHeadRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { chainHash, genesisHash, headText } from "./audit-record.ts";

const pageSize = 500;

/** Checks a project's whole chain and its signed head, and names the first entry that breaks it. */
export async function verifyChain(
  store: Store,
  projectId: string,
  signingKey: KeyObject,
): Promise<AuditVerification> {
  const signed = await findHead(store, projectId);
  const erasedSeq = signed?.erased_seq ?? 0;
  let head = genesisHash;
  let entries = 0;
  for (;;) {
    const rows = await store.read
      .selectFrom("audit_entries")
      .selectAll()
      .where("project_id", "=", projectId)
      .where("seq", ">", entries)
      .orderBy("seq")
      .limit(pageSize)
      .execute();
    for (const row of rows) {
      const reason = findFlaw(row, head, { seq: entries + 1, erasedSeq });
      if (reason !== undefined) {
        const seq = entries + 1;
        const broken = { seq, reason, id: row.seq === seq ? row.tool_call_id : "" };
        return { valid: false, entries, head, broken };
      }
      entries += 1;
      head = row.hash;
    }
    if (rows.length < pageSize) break;
  }
  const reason = findHeadFlaw(signed, { signingKey, seq: entries, hash: head });
  if (reason === undefined) return { valid: true, entries, head, broken: null };
  return { valid: false, entries, head, broken: { seq: entries + 1, id: "", reason } };
}

interface Place {
  readonly seq: number;
  /** Up to which entry payloads may have been erased. */
  readonly erasedSeq: number;
}

function findFlaw(
  row: AuditEntryRow,
  previousHash: string,
  { seq, erasedSeq }: Place,
): string | undefined {
  if (row.seq !== seq) return `entry ${seq} is missing`;
  if (chainHash(previousHash, row.record) !== row.hash) return "the record or the hash was changed";
  const record: unknown = JSON.parse(row.record);
  if (!isRecord(record)) return "the record is not an object";
  const copies = ["seq", "project_id", "session_id", "tool_call_id", "tool"] as const;
  const differs = copies.find((column) => record[column] !== row[column]);
  if (differs !== undefined) return `the column ${differs} was changed`;
  const isErased = seq <= erasedSeq && row.input === null && row.output === null;
  if (isErased) return undefined;
  if (!matches(row.input, record["input_digest"])) return "the input was changed";
  if (!matches(row.output, record["output_digest"])) return "the output was changed";
  return undefined;
}

function matches(text: string | null, digest: unknown): boolean {
  return (text === null ? null : sha256(text)) === digest;
}

interface ChainEnd {
  readonly signingKey: KeyObject;
  readonly seq: number;
  readonly hash: string;
}

function findHead(store: Store, projectId: string): Promise<AuditHeadRow | undefined> {
  return store.read
    .selectFrom("audit_heads")
    .selectAll()
    .where("project_id", "=", projectId)
    .executeTakeFirst();
}

function findHeadFlaw(head: AuditHeadRow | undefined, end: ChainEnd): string | undefined {
  if (head === undefined) return end.seq === 0 ? undefined : "the chain head is missing";
  const signature = sign(end.signingKey, headText(head));
  if (!equalInConstantTime(signature, head.signature)) return "the chain head was changed";
  if (head.seq !== end.seq || head.hash !== end.hash) return "entries at the end are missing";
  return undefined;
}
