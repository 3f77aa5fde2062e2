import { sql } from "kysely";

import { openStore } from "../../src/store/open-store.ts";

/** A store's database, opened beside the runtime to look at. */
export interface OpenDatabase extends AsyncDisposable {
  tables(): Promise<readonly string[]>;
  /** What a table holds for a project; nothing, where rows belong to nobody. */
  rowsOf(table: string, projectId: string): Promise<readonly object[]>;
}

/** Opens a store's database for reading. */
export async function openDatabase(location: string): Promise<OpenDatabase> {
  const store = await openStore(location);
  const tables = await store.read.introspection.getTables();
  return {
    tables: () => Promise.resolve(tables.map(({ name }) => name).toSorted()),
    async rowsOf(table, projectId) {
      const columns = tables.find(({ name }) => name === table)?.columns ?? [];
      if (!columns.some(({ name }) => name === "project_id")) return [];
      const { rows } = await sql<object>`
        select * from ${sql.table(table)} where project_id = ${projectId}`.execute(store.read);
      return rows.toSorted((left, right) =>
        JSON.stringify(left).localeCompare(JSON.stringify(right)),
      );
    },
    [Symbol.asyncDispose]: () => store.close(),
  };
}
