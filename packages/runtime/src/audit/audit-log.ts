import { type AuditEntry, canonicalJson } from "@codespar/protocol";

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

const upsertHead = prepareQuery<Columns<AuditHeadRow>, unknown>((db, parameter) =>
  db
    .insertInto("audit_heads")
    .values({
      project_id: parameter("project_id"),
      seq: parameter("seq"),
      hash: parameter("hash"),
      signature: parameter("signature"),
    })
    .onConflict((conflict) =>
      conflict.column("project_id").doUpdateSet({
        seq: parameter("seq"),
        hash: parameter("hash"),
        signature: parameter("signature"),
      }),
    ),
);

/** An entry about to be written; the chain gives it its place. */
export type NewAuditEntry = Omit<AuditEntry, "seq" | "prev_hash" | "hash">;

/** Appends to the audit chains. */
export interface AuditLog {
  /** Appends an entry in the transaction of what it records, with secrets removed. */
  append(transaction: StoreTransaction, entry: NewAuditEntry): Promise<void>;
}

/** Creates the audit log; `signingKey` signs the head of each chain. */
export function createAuditLog(signingKey: string): AuditLog {
  return {
    async append(transaction, { input, output, ...facts }) {
      const { project_id, tool_call_id, session_id, tool } = facts;
      const { rows } = await selectHead(transaction, { project_id });
      const [head] = rows;
      const seq = (head?.seq ?? 0) + 1;
      const payload = { input: toText(input), output: toText(output) };
      const record = canonicalJson({
        ...facts,
        seq,
        input_digest: toDigest(payload.input),
        output_digest: toDigest(payload.output),
      } satisfies AuditRecord);
      const hash = chainHash(head?.hash ?? genesisHash, record);
      const place = { project_id, seq, hash };
      await insertEntry(transaction, {
        ...place,
        ...payload,
        tool_call_id,
        session_id,
        tool,
        record,
      });
      const signature = sign(signingKey, headText(project_id, seq, hash));
      await upsertHead(transaction, { ...place, signature });
    },
  };
}

function toText(payload: unknown): string | null {
  return payload === null || payload === undefined ? null : canonicalJson(redact(payload));
}

function toDigest(text: string | null): string | null {
  return text === null ? null : sha256(text);
}
