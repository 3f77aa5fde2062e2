import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from "kysely";
import type { Pool, PoolClient } from "pg";

import { StoreUnavailableError } from "../store-unavailable-error.ts";
import { toStorable } from "../to-storable.ts";
import { toStoreError } from "./to-store-error.ts";

const maxNames = 500;
const beginsTransaction = /^(?:begin|start transaction)\b/;

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
    async connect() {
      const client = await pool.connect().catch((cause: unknown) => {
        throw toStoreError(cause);
      });
      return toKyselyClient(client, nameOf);
    },
  };
}

function toKyselyClient(
  client: PoolClient,
  nameOf: (text: string) => string | undefined,
): PostgresPoolClient {
  let isLost = false;

  async function query<Row>(
    text: string,
    parameters: readonly unknown[],
  ): Promise<PostgresQueryResult<Row>> {
    const values = parameters.map((value) =>
      typeof value === "string" ? toStorable(value) : value,
    );
    // One that has no values goes the short way, which takes no name.
    const name = values.length === 0 ? undefined : nameOf(text);
    const asked = name === undefined ? { text, values } : { name, text, values };
    const answered = client.query(asked).catch((cause: unknown) => {
      const error = toStoreError(cause);
      isLost ||= error instanceof StoreUnavailableError;
      throw error;
    });
    if (beginsTransaction.test(text)) {
      // Not waited for: it fails only with its connection, and what follows fails with it then.
      answered.catch(() => undefined);
      return { command: "SELECT", rowCount: 0, rows: [] };
    }
    const result = await answered;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the query says what it selects
    return result as unknown as PostgresQueryResult<Row>;
  }
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- cursors are not used
    query: query as PostgresPoolClient["query"],
    // One that was lost, or whose answer may still come, is not used again.
    release: (destroy) => client.release(destroy ?? isLost),
  };
}
