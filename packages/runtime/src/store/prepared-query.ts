import type { Compilable, CompiledQuery, Kysely, QueryResult, RawBuilder } from "kysely";
import { sql } from "kysely";

import type { Database } from "./schema.ts";

/** Stands in a query for a value that is known later. */
export type Parameter<Values> = <Name extends keyof Values & string>(
  name: Name,
) => RawBuilder<Values[Name]>;

/** A query that is built and compiled once, and then only bound. */
export interface PreparedQuery<Values, Row> {
  (db: Kysely<Database>, values: Values): Promise<QueryResult<Row>>;
  /** The query with its values, to be asked together with others. */
  bind(db: Kysely<Database>, values: Values): CompiledQuery<Row>;
}

/** A query over several rows of values, compiled once for each number of rows. */
export interface PreparedRowsQuery<Values, Row> {
  (db: Kysely<Database>, rows: readonly Values[]): Promise<QueryResult<Row>>;
  /** The query with its values, to be asked together with others; none for no rows. */
  bind(db: Kysely<Database>, rows: readonly Values[]): CompiledQuery<Row> | undefined;
}

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
  const prepared = prepare<Row>((db) => build(db, parameterOf(0)));
  const bind: PreparedQuery<Values, Row>["bind"] = (db, values) => prepared(db, [values]);
  const run = (db: Kysely<Database>, values: Values): Promise<QueryResult<Row>> =>
    db.executeQuery(bind(db, values));
  return Object.assign(run, { bind });
}

/**
 * Prepares a query that handles many rows at once; for no rows, nothing is asked.
 *
 * @param build Builds the query, with one `parameter` for each row.
 */
export function prepareRowsQuery<Values extends object, Row>(
  build: (db: Kysely<Database>, parameters: readonly Parameter<Values>[]) => Compilable<Row>,
): PreparedRowsQuery<Values, Row> {
  const prepared = prepare<Row>((db, rows) =>
    build(
      db,
      Array.from({ length: rows }, (_, row) => parameterOf(row)),
    ),
  );
  const bind: PreparedRowsQuery<Values, Row>["bind"] = (db, rows) =>
    rows.length === 0 ? undefined : prepared(db, rows);
  const run = async (db: Kysely<Database>, rows: readonly Values[]): Promise<QueryResult<Row>> => {
    const query = bind(db, rows);
    return query === undefined ? { rows: [] } : db.executeQuery(query);
  };
  return Object.assign(run, { bind });
}

/** Binds rows of values to a query that is compiled once for each number of them. */
function prepare<Row>(
  build: (db: Kysely<Database>, rows: number) => Compilable<Row>,
): (db: Kysely<Database>, rows: readonly object[]) => CompiledQuery<Row> {
  const compiled = new WeakMap<object, Map<number, CompiledQuery<Row>>>();
  return (db, rows) => {
    const query = compiledFor(db, rows.length);
    const parameters = query.parameters.map((parameter) =>
      parameter instanceof Placeholder
        ? (Reflect.get(rows[parameter.row] ?? {}, parameter.name) as unknown)
        : parameter,
    );
    return { ...query, parameters };
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
