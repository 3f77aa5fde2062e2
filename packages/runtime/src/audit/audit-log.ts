import type { KeyObject } from "node:crypto";

import type { AuditEntry } from "@codespar/protocol";
import type { CompiledQuery, RawBuilder } from "kysely";

import { sha256, sign } from "../digest.ts";
import {
  type Columns,
  type Parameter,
  prepareQuery,
  prepareRowsQuery,
} from "../store/prepared-query.ts";
import type { AuditEntryRow, AuditHeadRow } from "../store/schema.ts";
import type { StoreTransaction } from "../store/store.ts";
import { toStorable } from "../store/to-storable.ts";
import { type Answers, together } from "../store/together.ts";
import { type AuditRecord, chainHash, genesisHash, headText } from "./audit-record.ts";
import { redact } from "./redact.ts";

/** Locks the end of each chain, and starts the chains that are new. */
const lockHeads = prepareRowsQuery<Columns<AuditHeadRow>, AuditHeadRow>((db, parameters) =>
  db
    .insertInto("audit_heads")
    .values(parameters.map(toColumns))
    .onConflict((conflict) =>
      // Nothing changes, and least of all the index of the projects.
      conflict.column("project_id").doUpdateSet(({ ref }) => ({ seq: ref("audit_heads.seq") })),
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
  /**
   * Locks the chains of some projects, so that they grow in one order on every node.
   *
   * @param then Queries to ask as soon as they are locked, in the same round trip.
   */
  lock<const Queries extends readonly (CompiledQuery | undefined)[]>(
    transaction: StoreTransaction,
    projectIds: readonly string[],
    then: Queries,
  ): Promise<readonly [LockedChains, Answers<Queries>]>;
  /** Appends one entry in the transaction of what it records. */
  append(transaction: StoreTransaction, entry: NewAuditEntry): Promise<void>;
}

/** Creates the audit log; `signingKey` signs the head of each chain. */
export function createAuditLog(signingKey: KeyObject): AuditLog {
  const lock: AuditLog["lock"] = async (transaction, projectIds, then) => {
    // In one order everywhere, so that two transactions never wait for each other.
    const empty = [...new Set(projectIds)].toSorted().map(toEmptyHead);
    const [heads, ...answers] = await together(transaction, [
      lockHeads.bind(transaction, empty),
      ...then,
    ]);
    const append: LockedChains["append"] = async (entries) => {
      const added: AuditEntryRow[] = [];
      const moved = heads.flatMap((head) => {
        const own = entries.filter(({ project_id }) => project_id === head.project_id);
        return own.length === 0 ? [] : [chain(head, own, added)];
      });
      const signed = moved.map((head) => ({
        ...head,
        signature: sign(signingKey, headText(head)),
      }));
      await together(transaction, [
        ...signed.map((head) => moveHead.bind(transaction, head)),
        insertEntries.bind(transaction, added),
      ]);
    };
    return [{ append }, answers];
  };

  return {
    lock,
    async append(transaction, entry) {
      const [chains] = await lock(transaction, [entry.project_id], []);
      await chains.append([entry]);
    },
  };
}

/** Gives entries their places after a head; answers the moved head. */
function chain(
  head: AuditHeadRow,
  entries: readonly NewAuditEntry[],
  added: AuditEntryRow[],
): AuditHeadRow {
  let { seq, hash } = head;
  for (const { input, output, ...told } of entries) {
    seq += 1;
    const facts = { ...told, tool: toStorable(told.tool), session_id: toStorable(told.session_id) };
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
  return { ...head, seq, hash };
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
