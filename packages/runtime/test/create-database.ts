import { DatabaseSync } from "node:sqlite";

/** A store's file, opened beside the runtime to look at. */
export interface OpenDatabase extends Disposable {
  tables(): readonly string[];
  /** What a table holds for a project; everything, where rows belong to nobody. */
  rowsOf(table: string, projectId: string): readonly object[];
}

/** Opens a store's file for reading. */
export function createDatabase(file: string): OpenDatabase {
  const database = new DatabaseSync(file, { readOnly: true });
  const all = (sql: string, ...values: readonly string[]): readonly object[] =>
    database.prepare(sql).all(...values);
  const names = (rows: readonly object[]): readonly string[] =>
    rows.map((row) => String(Reflect.get(row, "name")));
  return {
    tables: () => names(all("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")),
    rowsOf(table, projectId) {
      const columns = names(all("SELECT name FROM pragma_table_info(?)", table));
      if (!columns.includes("project_id")) return [];
      return all(`SELECT * FROM "${table}" WHERE project_id = ? ORDER BY rowid`, projectId);
    },
    [Symbol.dispose]: () => database.close(),
  };
}
