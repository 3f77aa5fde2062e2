import type { TestProject } from "vitest/node";

import { openStore } from "../../src/store/open-store.ts";
import { startPostgres } from "./start-postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the tests' Postgres is reached; absent where tests run on SQLite. */
    postgresUrl?: string;
  }
}

/** Starts a Postgres server for all tests, with an empty store that each test gets a copy of. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres({ durable: false });
  const template = await openStore(`${server.url}/postgres`);
  await template.close();
  project.provide("postgresUrl", server.url);
  return async () => {
    await server[Symbol.asyncDispose]();
  };
}
