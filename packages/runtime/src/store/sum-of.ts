import { type RawBuilder, sql } from "kysely";

/** The sum of a column of whole numbers; one too large to be exact is rounded, and no error. */
export function sumOf(column: string): RawBuilder<number | null> {
  return sql<number | null>`cast(sum(${sql.ref(column)}) as double precision)`;
}
