import { once } from "node:events";
import { Worker } from "node:worker_threads";

import { type Dialect, Kysely, PostgresDialect, sql } from "kysely";
import { Migrator } from "kysely/migration";
import { Client, Pool } from "pg";
import { describe, expect, inject, it, onTestFinished, vi } from "vitest";

import { createRuntime } from "../src/index.ts";
import { createBatchReader } from "../src/store/batch-reader.ts";
import { createBatchWriter } from "../src/store/batch-writer.ts";
import { migrate } from "../src/store/migrations/migrate.ts";
import { migrations } from "../src/store/migrations/migrations.ts";
import { openStore } from "../src/store/open-store.ts";
import type { Database } from "../src/store/schema.ts";
import { createGroupCommit } from "../src/store/sqlite/group-commit.ts";
import { createNodeSqliteDialect } from "../src/store/sqlite/node-sqlite-dialect.ts";
import { openDatabase } from "../src/store/sqlite/node-sqlite-dialect.ts";
import type { Store } from "../src/store/store.ts";
import { newStore } from "./stores/new-store.ts";

async function open(location = newStore()): Promise<Store> {
  const store = await openStore(location);
  onTestFinished(() => store.close());
  return store;
}

function addProject(store: Store, id: string): Promise<void> {
  return store.write(async (transaction) => {
    await transaction
      .insertInto("projects")
      .values({ id, org_id: "org", name: "a", slug: null, is_default: 0, created_at: 0 })
      .execute();
  });
}

async function projectIds(store: Store): Promise<readonly string[]> {
  const rows = await store.read.selectFrom("projects").select("id").orderBy("id").execute();
  return rows.map(({ id }) => id);
}

/** Takes back the last migration, as if the version before had made the store. */
async function takeBackLast(location: string): Promise<void> {
  const store = await openStore(location);
  await store.write(async (transaction) => {
    await sql`delete from kysely_migration where name = '014-renewals'`.execute(transaction);
    await sql`alter table connections drop column renewing_until`.execute(transaction);
  });
  await store.close();
}

describe("a store", () => {
  it("that a newer version migrated is refused, and says why", async () => {
    const location = newStore();
    const store = await openStore(location);
    const newer = { name: "999-newer", timestamp: new Date(0).toISOString() };
    await store.write((transaction) =>
      sql`insert into kysely_migration values (${newer.name}, ${newer.timestamp})`.execute(
        transaction,
      ),
    );
    await store.close();
    await expect(openStore(location)).rejects.toThrow(/newer version, which knows 999-newer/);
  });

  it("keeps a whole unit of work, or nothing of it", async () => {
    const store = await open();
    await addProject(store, "kept");
    const failing = store.write(async (transaction) => {
      await transaction.deleteFrom("projects").execute();
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await projectIds(store)).toEqual(["kept"]);
  });

  it("fails a unit of work without the others that run beside it", async () => {
    const store = await open();
    const outcomes = await Promise.allSettled(
      ["a", "b", "a", "c"].map((id) => addProject(store, id)),
    );
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual([
      "fulfilled",
      "fulfilled",
      "fulfilled",
      "rejected",
    ]);
    expect(await projectIds(store)).toEqual(["a", "b", "c"]);
  });

  it("loses no change when many change the same row at once", async () => {
    const store = await open();
    await addProject(store, "p");
    const add = (): Promise<void> =>
      store.write(async (transaction) => {
        const { created_at } = await transaction
          .selectFrom("projects")
          .select("created_at")
          .executeTakeFirstOrThrow();
        await transaction
          .updateTable("projects")
          .set({ created_at: created_at + 1 })
          .execute();
      });
    await Promise.all(Array.from({ length: 40 }, add));
    const row = await store.read.selectFrom("projects").select("created_at").executeTakeFirst();
    expect(row?.created_at).toBe(40);
  });

  it("tells what is broadcast to everybody who has it open", async () => {
    const location = newStore();
    const [here, there] = [await open(location), await open(location)];
    const heard = new Promise<string>((resolve) => {
      (here.isShared ? there : here).onBroadcast(resolve);
    });
    await here.broadcast("tools-changed prj_1");
    expect(await heard).toBe("tools-changed prj_1");
  });

  it("says that it cannot be opened", async () => {
    const [location, why] =
      kind() === "postgres"
        ? ["postgres://127.0.0.1:1/none", "ECONNREFUSED"]
        : [
            "/nowhere/store.db",
            "The SQLite store /nowhere/store.db cannot be opened: unable to open",
          ];
    await expect(openStore(location)).rejects.toThrow(why);
  });
});

describe("the place of a store", () => {
  it.each(["", "mysql://codespar:secret@db/codespar", "redis://db"])("is not %j", (store) => {
    expect(() => createRuntime({ store })).toThrow(/^store must be a path/);
    expect(() => createRuntime({ store })).not.toThrow(/secret/);
  });
});

describe("the schema", () => {
  it("is made once by processes that start together", async () => {
    const location = newStore();
    if (kind() === "postgres") await empty(location);
    const threads = [1, 2, 3].map(
      () =>
        new Worker(new URL("stores/open-in-thread.ts", import.meta.url), { workerData: location }),
    );
    expect(await Promise.all(threads.map((thread) => once(thread, "exit")))).toEqual([
      [0],
      [0],
      [0],
    ]);
    expect(await projectIds(await open(location))).toEqual([]);
  }, 60_000);

  it("comes to the newest from each earlier one, and nothing stored is lost", async () => {
    for (const [index, version] of Object.keys(migrations).entries()) {
      const location = newStore();
      const earlier = new Kysely<Database>({ dialect: dialectOf(location) });
      await dropTables(earlier);
      const migrator = new Migrator({
        db: earlier,
        provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
      });
      const { error } = await migrator.migrateTo(version);
      expect(error).toBeUndefined();
      const row = { id: "old", org_id: "org", name: "Old", is_default: 1, created_at: 7 };
      await earlier
        .insertInto("projects")
        .values(index < 2 ? row : { ...row, slug: null })
        .execute();
      await earlier.destroy();
      const store = await open(location);
      expect(await store.read.selectFrom("projects").selectAll().execute()).toEqual([
        { ...row, slug: null },
      ]);
      expect(await store.read.selectFrom("nodes").selectAll().execute()).toEqual([]);
    }
  }, 60_000);
});

describe("a batch", () => {
  it("takes what arrives while another one is written, each with its own result", async () => {
    const store = await open();
    const sizes: number[] = [];
    const { write } = createBatchWriter<string, string>(store, (_transaction, items) => {
      sizes.push(items.length);
      return Promise.resolve(items.map((item) => item.toUpperCase()));
    });
    const written = await Promise.all(
      Array.from({ length: 100 }, (_, index) => write(`i${index}`)),
    );
    expect(written).toEqual(Array.from({ length: 100 }, (_, index) => `I${index}`));
    expect(sizes.length).toBeLessThan(10);
  });

  it("with a bad item is written without it", async () => {
    const store = await open();
    const { write } = createBatchWriter<string, string>(store, async (transaction, items) => {
      for (const id of items) {
        await transaction
          .insertInto("projects")
          .values({ id, org_id: "org", name: "a", slug: null, is_default: 0, created_at: 0 })
          .execute();
      }
      return items;
    });
    const outcomes = await Promise.allSettled(["a", "b", "b", "c"].map(write));
    expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(1);
    expect(await projectIds(store)).toEqual(["a", "b", "c"]);
  });

  it("fails whole when the store is gone, and leaves nobody waiting", async () => {
    const store = await openStore(newStore());
    await store.close();
    const { write } = createBatchWriter<string, string>(store, (_t, items) =>
      Promise.resolve(items),
    );
    const outcomes = await Promise.allSettled(["a", "b"].map(write));
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  it("of reads asks for each id once, and answers each question", async () => {
    const asked: (readonly string[])[] = [];
    const read = createBatchReader((ids) => {
      asked.push(ids);
      return Promise.resolve(ids.filter((id) => id !== "none").map((id) => ({ id })));
    });
    expect(await Promise.all(["a", "a", "none", "b"].map(read))).toEqual([
      { id: "a" },
      { id: "a" },
      undefined,
      { id: "b" },
    ]);
    expect(asked).toEqual([["a"], ["a", "none", "b"]]);
  });
});

function kind(): "sqlite" | "postgres" {
  return inject("postgresUrl") === undefined ? "sqlite" : "postgres";
}

function dialectOf(location: string): Dialect {
  return kind() === "postgres"
    ? new PostgresDialect({ pool: new Pool({ connectionString: location }) })
    : createNodeSqliteDialect(openDatabase(location));
}

/** A new Postgres database is a copy of one that has the newest schema. */
async function empty(location: string): Promise<void> {
  const db = new Kysely<Database>({ dialect: dialectOf(location) });
  await dropTables(db);
  await db.destroy();
}

async function dropTables(db: Kysely<Database>): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  for (const { name } of tables) await db.schema.dropTable(name).ifExists().execute();
}

describe.skipIf(inject("postgresUrl") !== undefined)("a full disk", () => {
  it("keeps nothing, says so to each, and takes more when there is room", async () => {
    const database = openDatabase(newStore());
    const db = new Kysely<Database>({ dialect: createNodeSqliteDialect(database) });
    onTestFinished(() => db.destroy());
    await migrate(db);
    const { write } = createGroupCommit(db);
    const add = (id: string, name: string) =>
      write(async (transaction) => {
        const project = { id, org_id: "org", name, slug: null, is_default: 0, created_at: 0 };
        await transaction.insertInto("projects").values(project).execute();
      });
    const { page_count: pages } = database.prepare("pragma page_count").get() ?? {};
    database.exec(`pragma max_page_count = ${Number(pages)}`);
    const long = "x".repeat(100_000);
    for (const ids of [["a"], ["b", "c"]]) {
      const outcomes = await Promise.allSettled(ids.map((id) => add(id, long)));
      for (const outcome of outcomes) {
        expect(outcome).toMatchObject({
          status: "rejected",
          reason: {
            name: "StoreUnavailableError",
            cause: { message: expect.stringContaining("full") },
          },
        });
      }
    }
    database.exec("pragma max_page_count = 100000");
    await add("d", long);
    expect(await db.selectFrom("projects").select("id").execute()).toEqual([{ id: "d" }]);
  });
});

describe.skipIf(inject("postgresUrl") === undefined)("a migration", () => {
  it("waits for what is in its way as long as it takes", async () => {
    const location = newStore();
    await takeBackLast(location);
    const busy = new Client({ connectionString: location });
    await busy.connect();
    onTestFinished(() => busy.end());
    await busy.query("begin");
    await busy.query("lock table kysely_migration_lock in access exclusive mode");
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const opening = open(location);
    opening.catch(() => undefined);
    let waiting = 0;
    while (waiting === 0) {
      const { rows } = await busy.query("select pid from pg_locks where not granted");
      waiting = rows.length;
    }
    vi.advanceTimersByTime(3_600_000);
    await busy.query("commit");
    expect(await projectIds(await opening)).toEqual([]);
  });
});
