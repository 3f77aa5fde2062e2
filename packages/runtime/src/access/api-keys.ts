import { randomBytes } from "node:crypto";

import { type Scope, scopes } from "@codespar/protocol";

import { equalInConstantTime, sha256 } from "../digest.ts";
import { newId } from "../ids.ts";
import { prepareQuery } from "../store/prepared-query.ts";
import type { ApiKeyRow } from "../store/schema.ts";
import type { Store, StoreTransaction } from "../store/store.ts";

const keyForm = /^csk_(test|live)_[A-Za-z0-9_-]{16,128}$/;
const prefixLength = 17;

const selectByPrefix = prepareQuery<{ readonly prefix: string }, ApiKeyRow>((db, parameter) =>
  db.selectFrom("api_keys").selectAll().where("prefix", "=", parameter("prefix")),
);

const selectById = prepareQuery<{ readonly id: string }, ApiKeyRow>((db, parameter) =>
  db.selectFrom("api_keys").selectAll().where("id", "=", parameter("id")),
);

/** What a new key may do, and for whom. */
export interface NewApiKey {
  readonly orgId: string;
  /** Pins the key to one project. */
  readonly projectId: string | null;
  readonly name: string;
  /** The whole key, `csk_test_…` or `csk_live_…`. */
  readonly key: string;
  readonly scopes: readonly Scope[];
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
}

/** A new random key. */
export function generateApiKey(environment: "test" | "live"): string {
  return `csk_${environment}_${randomBytes(24).toString("base64url")}`;
}

/** Whether a text has the form of an API key. */
export function isApiKey(text: string): boolean {
  return keyForm.test(text);
}

/**
 * Stores a key's digest, never the key; a key that is stored already is given the new scopes.
 *
 * @returns The key as it is stored.
 */
export async function storeApiKey(store: Store, key: NewApiKey): Promise<ApiKeyRow> {
  return store.write((transaction) => insertApiKey(transaction, key));
}

/** The same as {@link storeApiKey}, as a part of a unit of work. */
export function insertApiKey(transaction: StoreTransaction, key: NewApiKey): Promise<ApiKeyRow> {
  const granted = JSON.stringify(key.scopes);
  return transaction
    .insertInto("api_keys")
    .values({
      id: newId("key"),
      org_id: key.orgId,
      project_id: key.projectId,
      name: key.name,
      environment: key.key.startsWith("csk_live_") ? "live" : "test",
      prefix: key.key.slice(0, prefixLength),
      sha256: sha256(key.key),
      scopes: granted,
      created_at: key.createdAtMs,
      expires_at: key.expiresAtMs,
      revoked_at: null,
      last_used_at: null,
    })
    .onConflict((conflict) => conflict.column("sha256").doUpdateSet({ scopes: granted }))
    .returningAll()
    .executeTakeFirstOrThrow();
}

const usedResolutionMs = 60_000;

/** Notes that a key is in use, to the minute. */
export async function markUsed(
  store: Store,
  { id, last_used_at }: ApiKeyRow,
  nowMs: number,
): Promise<void> {
  if (last_used_at !== null && nowMs - last_used_at < usedResolutionMs) return;
  await store.write((transaction) =>
    transaction.updateTable("api_keys").set({ last_used_at: nowMs }).where("id", "=", id).execute(),
  );
}

/** Makes a key invalid from now on. */
export async function revokeApiKey(store: Store, key: string, nowMs: number): Promise<void> {
  await store.write((transaction) =>
    transaction
      .updateTable("api_keys")
      .set({ revoked_at: nowMs })
      .where("sha256", "=", sha256(key))
      .execute(),
  );
}

/** Finds the key a caller presents, if it is known, unexpired and not revoked. */
export async function findApiKey(
  store: Store,
  key: string,
  nowMs: number,
): Promise<ApiKeyRow | undefined> {
  if (!isApiKey(key)) return undefined;
  const digest = sha256(key);
  const { rows } = await selectByPrefix(store.read, { prefix: key.slice(0, prefixLength) });
  return rows.find((row) => equalInConstantTime(row.sha256, digest) && isValid(row, nowMs));
}

/** Finds a key by its id, if it is unexpired and not revoked. */
export async function findApiKeyById(
  store: Store,
  id: string,
  nowMs: number,
): Promise<ApiKeyRow | undefined> {
  const { rows } = await selectById(store.read, { id });
  return rows.find((row) => isValid(row, nowMs));
}

function isValid({ revoked_at, expires_at }: ApiKeyRow, nowMs: number): boolean {
  return revoked_at === null && (expires_at === null || expires_at > nowMs);
}

/** The scopes of a stored key. */
export function scopesOf(row: ApiKeyRow): readonly Scope[] {
  const stored: unknown = JSON.parse(row.scopes);
  return Array.isArray(stored) ? scopes.filter((scope) => stored.includes(scope)) : [];
}
