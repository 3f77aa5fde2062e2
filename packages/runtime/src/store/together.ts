import type { CompiledQuery, QueryResult } from "kysely";

import type { StoreTransaction } from "./store.ts";

/** A query with its values, or none where there is nothing to ask. */
type Asked = CompiledQuery | undefined;

/** What each of some queries answers; no rows for one that was not asked. */
export type Answers<Queries extends readonly Asked[]> = {
  readonly [Index in keyof Queries]: readonly RowOf<Queries[Index]>[];
};

type RowOf<Query> = Query extends CompiledQuery<infer Row> ? Row : never;

/**
 * Asks several queries of a transaction one after the other, without waiting in between: one round
 * trip where the store is another process.
 *
 * @returns The rows of each; throws when all are over and one failed.
 */
export async function together<const Queries extends readonly Asked[]>(
  transaction: StoreTransaction,
  queries: Queries,
): Promise<Answers<Queries>> {
  const answers = await transaction.getExecutor().provideConnection(async (connection) => {
    const asked = queries.map(async (query): Promise<QueryResult<unknown>> =>
      query === undefined ? { rows: [] } : connection.executeQuery(query),
    );
    await Promise.allSettled(asked);
    return Promise.all(asked);
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each query says what it selects
  return answers.map(({ rows }) => rows) as unknown as Answers<Queries>;
}
