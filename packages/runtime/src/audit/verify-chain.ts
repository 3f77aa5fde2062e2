import type { KeyObject } from "node:crypto";

import type { AuditVerification } from "@codespar/protocol";
import { isRecord } from "@codespar/protocol/validation";

import { equalInConstantTime, sha256, sign } from "../digest.ts";
import type { AuditEntryRow, AuditHeadRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { chainHash, genesisHash, headText } from "./audit-record.ts";

const pageSize = 500;
/** Only the end can be cut off unnoticed otherwise, and so the newest calls tell of it. */
const newestCalls = 1_000;

/** A place in a chain: everything up to it holds. */
export interface ChainPlace {
  readonly seq: number;
  readonly hash: string;
}

/** Before the first entry. */
export const chainStart: ChainPlace = { seq: 0, hash: genesisHash };

/** Some more of a chain to check. */
export interface ChainStep {
  readonly projectId: string;
  readonly signingKey: KeyObject;
  /** What was checked before. */
  readonly from: ChainPlace;
  readonly maxEntries: number;
}

/** Checks a project's whole chain and its signed head, and names the first entry that breaks it. */
export async function verifyChain(
  store: Store,
  projectId: string,
  signingKey: KeyObject,
): Promise<AuditVerification> {
  let from = chainStart;
  for (;;) {
    const step = await verifyChainStep(store, {
      projectId,
      signingKey,
      from,
      maxEntries: pageSize,
    });
    if ("valid" in step) return step;
    from = step;
  }
}

/**
 * Checks the next entries of a chain.
 *
 * @returns How far it holds, or the verdict once the end is reached or an entry does not hold.
 */
export async function verifyChainStep(
  store: Store,
  { projectId, signingKey, from, maxEntries }: ChainStep,
): Promise<ChainPlace | AuditVerification> {
  const signed = await findHead(store, projectId);
  const erasedSeq = signed?.erased_seq ?? 0;
  let { seq: entries, hash: head } = from;
  const rows = await store.read
    .selectFrom("audit_entries")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("seq", ">", entries)
    // What is appended meanwhile is another verification's.
    .where("seq", "<=", signed?.seq ?? Number.MAX_SAFE_INTEGER)
    .orderBy("seq")
    .limit(maxEntries)
    .execute();
  for (const row of rows) {
    const seq = entries + 1;
    const flaw = findFlaw(row, head, { seq, erasedSeq });
    if (flaw !== undefined) {
      const broken = { seq, reason: flaw, id: row.seq === seq ? row.tool_call_id : "" };
      return { valid: false, entries, head, broken };
    }
    entries = seq;
    head = row.hash;
  }
  if (rows.length === maxEntries) return { seq: entries, hash: head };
  const reason =
    findHeadFlaw(signed, { signingKey, seq: entries, hash: head }) ??
    (await findUnsigned(store, projectId)) ??
    (await findUntold(store, projectId));
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

/** A stored call without the entries that were written with it: the end, or all, was cut off. */
async function findUntold(store: Store, projectId: string): Promise<string | undefined> {
  const newest = store.read
    .selectFrom("tool_calls")
    .select(["id", "status"])
    .where("project_id", "=", projectId)
    .orderBy("called_at", "desc")
    .limit(newestCalls)
    .as("newest");
  const untold = await store.read
    .selectFrom(newest)
    .select("id")
    .where(({ eb, selectFrom }) => {
      const told = selectFrom("audit_entries")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .whereRef("audit_entries.tool_call_id", "=", "newest.id")
        .where("audit_entries.project_id", "=", projectId);
      const written = eb.case().when("status", "=", "running").then(1).else(2).end();
      return eb(told, "<", written);
    })
    .limit(1)
    .executeTakeFirst();
  return untold && `entries of the call ${untold.id} are missing`;
}

/** Heads only move forward: entries that the newest does not cover were appended by somebody else. */
async function findUnsigned(store: Store, projectId: string): Promise<string | undefined> {
  const { newest } = await store.read
    .selectFrom("audit_entries")
    .select(({ fn }) => fn.max<number | null>("seq").as("newest"))
    .where("project_id", "=", projectId)
    .executeTakeFirstOrThrow();
  const head = await findHead(store, projectId);
  const isCovered = (newest ?? 0) <= (head?.seq ?? 0);
  return isCovered ? undefined : "the newest entries are not signed";
}
