import { parentPort } from "node:worker_threads";

import { Client } from "pg";

interface Order {
  readonly url: string;
  readonly name: string;
  /** Set to 1 when the database is there, to 2 when it cannot be had. */
  readonly done: Int32Array;
}

parentPort?.on("message", (order: Order) => void fulfil(order));

async function fulfil({ url, name, done }: Order): Promise<void> {
  let outcome = 2;
  try {
    await create(url, name);
    outcome = 1;
  } finally {
    Atomics.store(done, 0, outcome);
    Atomics.notify(done, 0);
  }
}

async function create(url: string, name: string): Promise<void> {
  const client = new Client({ connectionString: `${url}/template1` });
  await client.connect();
  // Copies of one database are made one after another.
  await client.query("select pg_advisory_lock(1)");
  await client.query(`create database "${name}" template postgres`);
  await client.end();
}
