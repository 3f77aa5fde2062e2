import { CodeSpar } from "@codespar/sdk";

import { startNode } from "./start-node.ts";
import { startPostgres } from "./start-postgres.ts";
import { startProvider } from "./start-provider.ts";

const apiKey = "csk_test_two-nodes-example";
const charge = "acquirer_charge";

await using postgres = await startPostgres();
await using provider = await startProvider();
const settings = { STORE: postgres.url, API_KEY: apiKey, PROVIDER: provider.url };
const [one, two] = await Promise.all([startNode(settings), startNode(settings)]);
console.log(`Node one ${one.url}, node two ${two.url}, one Postgres.\n`);

const atOne = new CodeSpar({ apiKey, baseUrl: one.url });
const atTwo = new CodeSpar({ apiKey, baseUrl: two.url });

const session = await atOne.create("user_123", { servers: ["acquirer"] });
const same = await atTwo.sessions.get(session.id);
console.log(`Opened at node one, found at node two: ${same.id}, ${same.status}.`);

const key = { idempotencyKey: "order-1" };
const results = await Promise.all(
  Array.from({ length: 20 }, (_, index) =>
    (index % 2 === 0 ? session : same).execute(charge, { amount_minor: 9_990 }, key),
  ),
);
const replayed = results.filter((result) => result.replayed === true).length;
console.log(`20 requests with one key, at both nodes at once: ${replayed} were told the first`);
console.log(`result, and the provider made ${provider.charges.length} charge.\n`);

console.log("Node one is killed while the bank works on a second charge.");
const slow = { amount_minor: 5_000, takes_ms: 60_000 };
const lost = session.execute(charge, slow, { idempotencyKey: "order-2", timeoutMs: 1_000 });
while (provider.charges.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
await one.kill();
await lost.catch((cause: unknown) => console.log(`  its caller hears: ${String(cause)}`));

const next = await same.execute(charge, { amount_minor: 100 });
console.log(`  node two goes on at once: success ${next.success}`);
const retried = await same.execute(charge, slow, { idempotencyKey: "order-2" });
console.log(`  the lost call, tried again at node two: ${retried.error_code}`);
console.log(`  the provider made ${provider.charges.length} charges: none of them twice.\n`);

const audit = await fetch(`${two.url}/v1/audit/verify`, {
  headers: { Authorization: `Bearer ${apiKey}` },
});
console.log("The audit of both nodes is one chain:", await audit.json());
await two.stop();
process.exitCode = provider.charges.length === 3 ? 0 : 1;
