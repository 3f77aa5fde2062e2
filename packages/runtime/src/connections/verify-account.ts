import { openMcpConnection } from "../mcp/mcp-connection.ts";
import type { KnownServer } from "../mcp/server-directory.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { Account } from "./account.ts";

const timeoutMs = 15_000;

/** Tries an account before it is kept; throws `invalid_request` when the server does not take it. */
export async function verifyAccount(server: KnownServer, account: Account): Promise<void> {
  try {
    const { transport, isChild } = await server.link(account);
    const connection = await openMcpConnection({
      serverId: server.facts.id,
      transport,
      isChild,
      connectTimeoutMs: timeoutMs,
      onClose: () => undefined,
    });
    await connection.close();
  } catch (cause) {
    const message = `${server.facts.name} does not accept these credentials, or cannot be reached.`;
    const problem = { kind: "credentials_refused", about: server.facts.name } as const;
    throw new RuntimeError("invalid_request", message, { cause, problem });
  }
}
