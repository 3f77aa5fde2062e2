import type { KeyObject } from "node:crypto";

import { sign } from "../digest.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { AuditHeadRow } from "../store/schema.ts";
import type { Store, StoreTransaction } from "../store/store.ts";
import { type AuditRecord, headText } from "./audit-record.ts";

const batchSize = 500;

/** What erasing works with. */
export interface ErasePayloadsParts {
  readonly store: Store;
  readonly signingKey: KeyObject;
}

/**
 * Erases what calls were asked and what they answered before a moment. The chain still holds: it
 * covers payloads by their digests, and its signed head says up to where they were erased.
 */
export async function erasePayloads(
  { store, signingKey }: ErasePayloadsParts,
  beforeMs: number,
): Promise<void> {
  const heads = await store.read.selectFrom("audit_heads").select("project_id").execute();
  for (const { project_id } of heads) {
    let erased = batchSize;
    while (erased === batchSize) {
      erased = await store.write(
        (transaction) => eraseSome(transaction, { projectId: project_id, beforeMs, signingKey }),
        "read committed",
      );
    }
  }
}

interface Erasure {
  readonly projectId: string;
  readonly beforeMs: number;
  readonly signingKey: KeyObject;
}

/** Erases the oldest payloads of one chain while nobody appends to it; answers how many. */
async function eraseSome(
  transaction: StoreTransaction,
  { projectId, beforeMs, signingKey }: Erasure,
): Promise<number> {
  const head = await lockHead(transaction, projectId);
  if (head === undefined) return 0;
  const rows = await transaction
    .selectFrom("audit_entries")
    .select(["seq", "record"])
    .where("project_id", "=", projectId)
    .where("seq", ">", head.erased_seq)
    .orderBy("seq")
    .limit(batchSize)
    .execute();
  const kept = rows.findIndex(
    ({ record }) => Date.parse(parseStored<AuditRecord>(record).at) >= beforeMs,
  );
  const erased = kept === -1 ? rows : rows.slice(0, kept);
  const last = erased.at(-1);
  if (last === undefined) return 0;
  await transaction
    .updateTable("audit_entries")
    .set({ input: null, output: null })
    .where("project_id", "=", projectId)
    .where("seq", ">", head.erased_seq)
    .where("seq", "<=", last.seq)
    .execute();
  const moved = { ...head, erased_seq: last.seq };
  await transaction
    .updateTable("audit_heads")
    .set({ erased_seq: last.seq, signature: sign(signingKey, headText(moved)) })
    .where("project_id", "=", projectId)
    .execute();
  return erased.length;
}

/** A write that changes nothing locks the row on every store. */
function lockHead(
  transaction: StoreTransaction,
  projectId: string,
): Promise<AuditHeadRow | undefined> {
  return transaction
    .updateTable("audit_heads")
    .set({ project_id: projectId })
    .where("project_id", "=", projectId)
    .returningAll()
    .executeTakeFirst();
}
