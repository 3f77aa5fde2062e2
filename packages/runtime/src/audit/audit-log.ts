import type { KeyObject } from "node:crypto";

import type { AuditEntry } from "@codespar/protocol";
import type { RawBuilder } from "kysely";

import { sha256, sign } from "../digest.ts";
import {
  type Columns,
  type Parameter,
  prepareQuery,
  prepareRowsQuery,
} from "../store/prepared-query.ts";
import type { AuditEntryRow, AuditHeadRow } from "../store/schema.ts";
import type { StoreTransaction } from "../store/store.ts";
import { type AuditRecord, chainHash, genesisHash, headText } from "./audit-record.ts";
import { redact } from "./redact.ts";

/** Locks the end of each chain, and starts the chains that are new. */
const lockHeads = prepareRowsQuery<Columns<AuditHeadRow>, AuditHeadRow>((db, parameters) =>
  db
    .insertInto("audit_heads")
    .values(parameters.map(toColumns))
    .onConflict((conflict) =>
      conflict.column("project_id").doUpdateSet(({ ref }) => ({
        project_id: ref("excluded.project_id"),
      })),
    )
    .returningAll(),
);

const moveHead = prepareQuery<Columns<AuditHeadRow>, unknown>((db, parameter) =>
  db
    .updateTable("audit_heads")
    .set({
      seq: parameter("seq"),
      hash: parameter("hash"),
      signature: parameter("signature"),
    })
    .where("project_id", "=", parameter("project_id")),
);

const insertEntries = prepareRowsQuery<Columns<AuditEntryRow>, unknown>((db, parameters) =>
  db.insertInto("audit_entries").values(
    parameters.map((parameter) => ({
      project_id: parameter("project_id"),
      seq: parameter("seq"),
      tool_call_id: parameter("tool_call_id"),
      session_id: parameter("session_id"),
      tool: parameter("tool"),
      record: parameter("record"),
      input: parameter("input"),
      output: parameter("output"),
      hash: parameter("hash"),
    })),
  ),
);

/** An entry about to be written; the chain gives it its place. */
export type NewAuditEntry = Omit<AuditEntry, "seq" | "prev_hash" | "hash">;

/** Chains whose ends are locked until the transaction ends. */
export interface LockedChains {
  /** Appends entries of the locked projects, with secrets removed; once. */
  append(entries: readonly NewAuditEntry[]): Promise<void>;
}

/** Appends to the audit chains. */
export interface AuditLog {
  /** Locks the chains of some projects, so that they grow in one order on every node. */
  lock(transaction: StoreTransaction, projectIds: readonly string[]): Promise<LockedChains>;
  /** Appends one entry in the transaction of what it records. */
  append(transaction: StoreTransaction, entry: NewAuditEntry): Promise<void>;
}

/** Creates the audit log; `signingKey` signs the head of each chain. */
export function createAuditLog(signingKey: KeyObject): AuditLog {
  async function lock(
    transaction: StoreTransaction,
    projectIds: readonly string[],
  ): Promise<LockedChains> {
    // In one order everywhere, so that two transactions never wait for each other.
    const sorted = [...new Set(projectIds)].toSorted();
    const { rows: heads } = await lockHeads(transaction, sorted.map(toEmptyHead));
    return {
      async append(entries) {
        if (entries.length === 0) return;
        const added: AuditEntryRow[] = [];
        for (const head of heads) {
          const own = entries.filter(({ project_id }) => project_id === head.project_id);
          if (own.length === 0) continue;
          const { seq, hash } = chain(head, own, added);
          const moved = { ...head, seq, hash };
          const signature = sign(signingKey, headText(moved));
          await moveHead(transaction, { ...moved, signature });
        }
        await insertEntries(transaction, added);
      },
    };
  }

  return {
    lock,
    async append(transaction, entry) {
      const chains = await lock(transaction, [entry.project_id]);
      await chains.append([entry]);
    },
  };
}

/** Gives entries their places after a head; answers the new end. */
function chain(
  head: AuditHeadRow,
  entries: readonly NewAuditEntry[],
  added: AuditEntryRow[],
): Pick<AuditHeadRow, "seq" | "hash"> {
  let { seq, hash } = head;
  for (const { input, output, ...facts } of entries) {
    seq += 1;
    const payload = { input: toText(input), output: toText(output) };
    const record = JSON.stringify({
      ...facts,
      seq,
      input_digest: toDigest(payload.input),
      output_digest: toDigest(payload.output),
    } satisfies AuditRecord);
    hash = chainHash(hash, record);
    const { project_id, tool_call_id, session_id, tool } = facts;
    added.push({ project_id, seq, hash, tool_call_id, session_id, tool, ...payload, record });
  }
  return { seq, hash };
}

function toColumns(parameter: Parameter<Columns<AuditHeadRow>>): {
  readonly [Column in keyof AuditHeadRow]: RawBuilder<AuditHeadRow[Column]>;
} {
  return {
    project_id: parameter("project_id"),
    seq: parameter("seq"),
    hash: parameter("hash"),
    signature: parameter("signature"),
    erased_seq: parameter("erased_seq"),
  };
}

function toEmptyHead(projectId: string): AuditHeadRow {
  return { project_id: projectId, seq: 0, hash: genesisHash, signature: "", erased_seq: 0 };
}

function toText(payload: unknown): string | null {
  return payload === null || payload === undefined ? null : JSON.stringify(redact(payload));
}

function toDigest(text: string | null): string | null {
  return text === null ? null : sha256(text);
}
