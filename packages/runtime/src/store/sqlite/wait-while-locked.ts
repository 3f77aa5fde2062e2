import { setTimeout as sleep } from "node:timers/promises";

import type { DatabaseConnection, Driver } from "kysely";

import { StoreUnavailableError } from "../store-unavailable-error.ts";
import { sqliteCode } from "./sqlite-code.ts";

const patienceMs = 5_000;
const pauseMs = 2;
/** `SQLITE_BUSY`. Source: SQLite, Result and Error Codes. */
const busy = 5;

/**
 * Asks again what finds the file locked, for five seconds: SQLite itself would wait without letting
 * anything else run, such as the very runtime of this process that holds the lock.
 */
export function waitWhileLocked(driver: Driver): Driver {
  const acquire = driver.acquireConnection.bind(driver);
  return Object.assign(driver, {
    acquireConnection: async (): Promise<DatabaseConnection> => {
      const connection = await acquire();
      return {
        executeQuery: (query) =>
          connection
            .executeQuery<never>(query)
            .catch((cause: unknown) => askAgain(cause, () => connection.executeQuery(query))),
        streamQuery: (...asked) => connection.streamQuery(...asked),
      };
    },
  });
}

async function askAgain<Answer>(first: unknown, ask: () => Promise<Answer>): Promise<Answer> {
  let cause = first;
  for (const until = performance.now() + patienceMs; sqliteCode(cause) === busy;) {
    if (performance.now() > until) throw new StoreUnavailableError(cause);
    await sleep(pauseMs);
    try {
      return await ask();
    } catch (next) {
      cause = next;
    }
  }
  throw cause;
}
