import type { KeyObject } from "node:crypto";

import type { AuditEntry } from "@codespar/protocol";

import { sha256, sign } from "../digest.ts";
import { type Columns, prepareQuery } from "../store/prepared-query.ts";
import type { AuditEntryRow, AuditHeadRow } from "../store/schema.ts";
import type { StoreTransaction } from "../store/store.ts";
import { type AuditRecord, chainHash, genesisHash, headText } from "./audit-record.ts";
import { redact } from "./redact.ts";

const selectHead = prepareQuery<
  { readonly project_id: string },
  { readonly seq: number; readonly hash: string }
>((db, parameter) =>
  db
    .selectFrom("audit_heads")
    .select(["seq", "hash"])
    .where("project_id", "=", parameter("project_id")),
);

const insertEntry = prepareQuery<Columns<AuditEntryRow>, unknown>((db, parameter) =>
  db.insertInto("audit_entries").values({
    project_id: parameter("project_id"),
    seq: parameter("seq"),
    tool_call_id: parameter("tool_call_id"),
    session_id: parameter("session_id"),
    tool: parameter("tool"),
    record: parameter("record"),
    input: parameter("input"),
    output: parameter("output"),
    hash: parameter("hash"),
  }),
);

const insertHead = prepareQuery<Columns<AuditHeadRow>, unknown>((db, parameter) =>
  db
    .insertInto("audit_heads")
    .values({
      project_id: parameter("project_id"),
      seq: parameter("seq"),
      hash: parameter("hash"),
      signature: parameter("signature"),
    })
    .onConflict((conflict) => conflict.doNothing()),
);

const moveHead = prepareQuery<Columns<AuditHeadRow> & { readonly previous: string }, unknown>(
  (db, parameter) =>
    db
      .updateTable("audit_heads")
      .set({
        seq: parameter("seq"),
        hash: parameter("hash"),
        signature: parameter("signature"),
      })
      .where("project_id", "=", parameter("project_id"))
      .where("hash", "=", parameter("previous")),
);

interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

const emptyChain: ChainHead = { seq: 0, hash: genesisHash };

/** An entry about to be written; the chain gives it its place. */
export type NewAuditEntry = Omit<AuditEntry, "seq" | "prev_hash" | "hash">;

/** Appends to the audit chains. */
export interface AuditLog {
  /** Appends an entry in the transaction of what it records, with secrets removed. */
  append(transaction: StoreTransaction, entry: NewAuditEntry): Promise<void>;
}

/** Creates the audit log; `signingKey` signs the head of each chain. */
export function createAuditLog(signingKey: KeyObject): AuditLog {
  // The heads as this process last moved them. A head that is not the stored one, because another
  // process moved it or a transaction was taken back, is noticed when it is moved, and read again.
  const heads = new Map<string, ChainHead>();

  async function append(
    transaction: StoreTransaction,
    entry: NewAuditEntry,
    head: ChainHead,
  ): Promise<boolean> {
    const { input, output, ...facts } = entry;
    const { project_id, tool_call_id, session_id, tool } = facts;
    const seq = head.seq + 1;
    const payload = { input: toText(input), output: toText(output) };
    const record = JSON.stringify({
      ...facts,
      seq,
      input_digest: toDigest(payload.input),
      output_digest: toDigest(payload.output),
    } satisfies AuditRecord);
    const hash = chainHash(head.hash, record);
    const signature = sign(signingKey, headText(project_id, seq, hash));
    const moved = { project_id, seq, hash, signature };
    const { numAffectedRows } = await (head.seq === 0
      ? insertHead(transaction, moved)
      : moveHead(transaction, { ...moved, previous: head.hash }));
    if (numAffectedRows !== 1n) return false;
    const place = { project_id, seq, hash, tool_call_id, session_id, tool };
    await insertEntry(transaction, { ...place, ...payload, record });
    heads.set(project_id, { seq, hash });
    return true;
  }

  return {
    async append(transaction, entry) {
      const { project_id } = entry;
      const known = heads.get(project_id);
      if (known !== undefined && (await append(transaction, entry, known))) return;
      const { rows } = await selectHead(transaction, { project_id });
      if (await append(transaction, entry, rows[0] ?? emptyChain)) return;
      throw new Error("The audit chain was moved by another transaction.");
    },
  };
}

function toText(payload: unknown): string | null {
  return payload === null || payload === undefined ? null : JSON.stringify(redact(payload));
}

function toDigest(text: string | null): string | null {
  return text === null ? null : sha256(text);
}
