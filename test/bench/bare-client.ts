import { createMcpServer, createSandboxWorld, sandboxServers } from "@codespar/sandbox";
import { Client, InMemoryTransport } from "@modelcontextprotocol/client";

/** An MCP client on the Stripe sandbox in memory, with nothing in between. */
export async function openBareClient(): Promise<Client> {
  const stripe = sandboxServers.find(({ id }) => id === "stripe");
  if (stripe === undefined) throw new Error("There is no Stripe sandbox.");
  let serial = 0;
  const world = createSandboxWorld({
    now: () => Date.now(),
    newId: (prefix) => `${prefix}_${(serial += 1)}`,
    onPaymentEvent: () => undefined,
  });
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  await createMcpServer(stripe, world).connect(serverSide);
  const client = new Client({ name: "bench", version: "0.0.0" });
  await client.connect(clientSide);
  return client;
}
