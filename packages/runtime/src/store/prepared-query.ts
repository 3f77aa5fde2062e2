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

/** Values for all columns of a row. */
export type Columns<Row> = { readonly [Column in keyof Row]: Row[Column] };

class Placeholder {
  readonly name: string;
  constructor(name: string) {
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
  let compiled: CompiledQuery<Row> | undefined;
  return (db, values) => {
    compiled ??= build(db, (name) => sql`${sql.val(new Placeholder(name))}`).compile();
    const parameters = compiled.parameters.map((parameter) =>
      parameter instanceof Placeholder
        ? (Reflect.get(values, parameter.name) as unknown)
        : parameter,
    );
    return db.executeQuery<Row>({ ...compiled, parameters });
  };
}
