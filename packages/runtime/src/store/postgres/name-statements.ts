import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from "kysely";
import type { Pool, PoolClient } from "pg";

const maxNames = 500;

/**
 * Lets Kysely use a pool whose connections plan each statement once, under a name.
 *
 * Only so many statements get a name, because each connection keeps those it has seen.
 */
export function nameStatements(pool: Pool): PostgresPool {
  const names = new Map<string, string>();

  function nameOf(text: string): string | undefined {
    const known = names.get(text);
    if (known !== undefined || names.size >= maxNames) return known;
    const name = `codespar_${names.size}`;
    names.set(text, name);
    return name;
  }

  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => toKyselyClient(await pool.connect(), nameOf),
  };
}

function toKyselyClient(
  client: PoolClient,
  nameOf: (text: string) => string | undefined,
): PostgresPoolClient {
  async function query<Row>(
    text: string,
    parameters: readonly unknown[],
  ): Promise<PostgresQueryResult<Row>> {
    const values = [...parameters];
    // One that has no values goes the short way, which takes no name.
    const name = values.length === 0 ? undefined : nameOf(text);
    const result = await client.query(
      name === undefined ? { text, values } : { name, text, values },
    );
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the query says what it selects
    return result as unknown as PostgresQueryResult<Row>;
  }
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- cursors are not used
    query: query as PostgresPoolClient["query"],
    release: (destroy) => client.release(destroy),
  };
}
