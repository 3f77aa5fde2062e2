import { randomBytes } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";

import { isPostgresUrl } from "./store/open-store.ts";
import type { Store } from "./store/store.ts";

/**
 * Reads the key kept with a store, making it on first use.
 *
 * A file has it beside it; in a database it lies in a table, for all nodes; memory gets a new one.
 */
export async function readSigningKey(store: Store, location: string): Promise<string> {
  const fresh = randomBytes(32).toString("base64url");
  if (location === ":memory:") return fresh;
  if (isPostgresUrl(location)) return readFromTable(store, fresh);
  const path = `${location}.key`;
  try {
    await writeFile(path, fresh, { mode: 0o600, flag: "wx" });
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause;
    const kept = (await readFile(path, "utf8")).trim();
    if (kept === "") throw new Error(`${path} is empty: put the key back that it had.`, { cause });
    return kept;
  }
  if (await hasAudit(store)) {
    await rm(path);
    throw new Error(`${path} is missing: put back the key that signed the audit.`);
  }
  return fresh;
}

async function hasAudit(store: Store): Promise<boolean> {
  const head = await store.read.selectFrom("audit_heads").select("seq").executeTakeFirst();
  return head !== undefined;
}

async function readFromTable(store: Store, fresh: string): Promise<string> {
  const name = "signing_key";
  await store.write((transaction) =>
    transaction
      .insertInto("runtime_secrets")
      .values({ name, value: fresh })
      .onConflict((conflict) => conflict.column("name").doNothing())
      .execute(),
  );
  const { value } = await store.read
    .selectFrom("runtime_secrets")
    .select("value")
    .where("name", "=", name)
    .executeTakeFirstOrThrow();
  return value;
}
