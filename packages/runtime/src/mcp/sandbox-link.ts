import { createMcpServer, sandboxServers, type SandboxWorld } from "@codespar/sandbox";
import { InMemoryTransport } from "@modelcontextprotocol/client";

import type { Account } from "../connections/account.ts";
import type { ServerLink } from "./server-link.ts";

/** Links to a sandbox server in this process. */
export async function createSandboxLink(
  world: SandboxWorld,
  serverId: string,
  account: Account,
): Promise<ServerLink> {
  const provider = sandboxServers.find(({ id }) => id === serverId);
  if (provider === undefined) throw new Error(`There is no sandbox for "${serverId}".`);
  if (Object.values(account.fields).includes("invalid")) {
    throw new Error("The sandbox refuses this secret, as asked.");
  }
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  const server = createMcpServer(provider, world, {
    async isAllowed() {
      const token = await account.token?.();
      return token === undefined || world.authorization.isValid(serverId, token);
    },
  });
  await server.connect(serverSide);
  return { transport: clientSide, isChild: false };
}
