import { type AuditEntry, canonicalJson } from "@codespar/protocol";

import { sha256, sign } from "../digest.ts";
import type { StoreTransaction } from "../store/store.ts";
import { type AuditRecord, chainHash, genesisHash, headText } from "./audit-record.ts";
import { redact } from "./redact.ts";

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
      const head = await transaction
        .selectFrom("audit_heads")
        .select(["seq", "hash"])
        .where("project_id", "=", project_id)
        .executeTakeFirst();
      const seq = (head?.seq ?? 0) + 1;
      const payload = { input: toText(input), output: toText(output) };
      const record = canonicalJson({
        ...facts,
        seq,
        input_digest: toDigest(payload.input),
        output_digest: toDigest(payload.output),
      } satisfies AuditRecord);
      const hash = chainHash(head?.hash ?? genesisHash, record);
      await transaction
        .insertInto("audit_entries")
        .values({ project_id, seq, tool_call_id, session_id, tool, record, hash, ...payload })
        .execute();
      const signature = sign(signingKey, headText(project_id, seq, hash));
      await transaction
        .insertInto("audit_heads")
        .values({ project_id, seq, hash, signature })
        .onConflict((conflict) =>
          conflict.column("project_id").doUpdateSet({ seq, hash, signature }),
        )
        .execute();
    },
  };
}

function toText(payload: unknown): string | null {
  return payload === null || payload === undefined ? null : canonicalJson(redact(payload));
}

function toDigest(text: string | null): string | null {
  return text === null ? null : sha256(text);
}
