import type { Compilable, CompiledQuery, Kysely, QueryResult, RawBuilder } from "kysely";
import { sql } from "kysely";

import type { Database } from "./schema.ts";

/** Stands in a query for a value that is known later. */
export type Parameter<Values> = <Name extends keyof Values & string>(
  name: Name,
) => RawBuilder<Values[Name]>;

/** A query that is built and compiled once, and then only bound. */
export type PreparedQuery<Values, Row> = (
  db: Kysely<Database>,
  values: Values,
) => Promise<QueryResult<Row>>;

/** A query over several rows of values, compiled once for each number of rows. */
export type PreparedRowsQuery<Values, Row> = (
  db: Kysely<Database>,
  rows: readonly Values[],
) => Promise<QueryResult<Row>>;

/** Values for all columns of a row. */
export type Columns<Row> = { readonly [Column in keyof Row]: Row[Column] };

class Placeholder {
  readonly row: number;
  readonly name: string;
  constructor(row: number, name: string) {
    this.row = row;
    this.name = name;
  }
}

/**
 * Prepares a query of the hot path: building and compiling costs more than running it.
 *
 * @param build Builds the query, with `parameter("name")` for each value.
 */
export function prepareQuery<Values extends object, Row>(
  build: (db: Kysely<Database>, parameter: Parameter<Values>) => Compilable<Row>,
): PreparedQuery<Values, Row> {
  const run = prepare<Values, Row>((db) => build(db, parameterOf(0)));
  return (db, values) => run(db, [values]);
}

/**
 * Prepares a query that handles many rows at once.
 *
 * @param build Builds the query, with one `parameter` for each row.
 */
export function prepareRowsQuery<Values extends object, Row>(
  build: (db: Kysely<Database>, parameters: readonly Parameter<Values>[]) => Compilable<Row>,
): PreparedRowsQuery<Values, Row> {
  return prepare((db, rows) =>
    build(
      db,
      Array.from({ length: rows }, (_, row) => parameterOf(row)),
    ),
  );
}

function prepare<Values extends object, Row>(
  build: (db: Kysely<Database>, rows: number) => Compilable<Row>,
): PreparedRowsQuery<Values, Row> {
  const compiled = new WeakMap<object, Map<number, CompiledQuery<Row>>>();
  return (db, rows) => {
    const query = compiledFor(db, rows.length);
    const parameters = query.parameters.map((parameter) =>
      parameter instanceof Placeholder
        ? (Reflect.get(rows[parameter.row] ?? {}, parameter.name) as unknown)
        : parameter,
    );
    return db.executeQuery<Row>({ ...query, parameters });
  };

  function compiledFor(db: Kysely<Database>, rows: number): CompiledQuery<Row> {
    const dialect = db.getExecutor().adapter.constructor;
    const known = compiled.get(dialect) ?? new Map<number, CompiledQuery<Row>>();
    compiled.set(dialect, known);
    const query = known.get(rows) ?? build(db, rows).compile();
    known.set(rows, query);
    return query;
  }
}

function parameterOf<Values>(row: number): Parameter<Values> {
  return (name) => sql`${sql.val(new Placeholder(row, name))}`;
}
