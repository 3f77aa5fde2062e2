import { setTimeout } from "node:timers/promises";

import type { LinkTarget } from "../mcp/mcp-pool.ts";
import type { ServerDirectory } from "../mcp/server-directory.ts";
import type { ToolChanges } from "../mcp/tool-changes.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { ConnectionRow } from "../store/schema.ts";
import { type Account, shared, sharedAccount } from "./account.ts";
import type { AccountOwner, ConnectionStore } from "./connection-store.ts";
import type { OAuthClient } from "./oauth-client.ts";
import type { AccountSecret } from "./secret.ts";

/** Knows which account a user's calls go by, and what it is reached with. */
export interface Accounts {
  /**
   * Chooses the account of a user at a server: the user's own, else the project's, else the shared
   * one where the server has one.
   *
   * @param ownOnly Whether nothing but the user's own will do.
   * @returns The account's id, or nothing when the user must connect one first.
   */
  choose(owner: AccountOwner, serverId: string, ownOnly: boolean): Promise<string | undefined>;
  /** What an account is reached with; throws `needs_connection` when it is gone. */
  load(target: LinkTarget): Promise<Account>;
}

/** What accounts work with. */
export interface AccountsParts {
  readonly directory: ServerDirectory;
  readonly connections: ConnectionStore;
  readonly oauth: OAuthClient;
  readonly toolChanges: ToolChanges;
  /** The time that holds for a project's accounts. */
  readonly timeFor: (scope: Pick<LinkTarget, "projectId" | "environment">) => number;
}

const renewBeforeMs = 30_000;
const lookAgainMs = 100;

/** Creates the accounts; tokens of one connection are renewed by one caller at a time, of all nodes. */
export function createAccounts(parts: AccountsParts): Accounts {
  const { directory, connections } = parts;
  const renewals = new Map<string, Promise<string>>();

  function renewOnce(target: LinkTarget, refused: string | undefined): Promise<string> {
    const running = renewals.get(target.account);
    if (running !== undefined) return running;
    const renewing = freshToken(parts, target, refused).finally(() => {
      renewals.delete(target.account);
    });
    renewals.set(target.account, renewing);
    return renewing;
  }

  return {
    async choose(owner, serverId, ownOnly) {
      const own = await connections.find(owner, serverId);
      if (own !== undefined) return own.id;
      const server = directory.find(owner, serverId);
      const hasAccounts = server?.facts.authType !== "none";
      if (ownOnly && hasAccounts) return undefined;
      const common = await connections.find({ ...owner, userId: "" }, serverId);
      if (common !== undefined) return common.id;
      return server?.shared === true ? sharedAccount : undefined;
    },
    async load(target) {
      if (target.account === sharedAccount) return shared;
      const row = await connectedRow(parts, target);
      const secret = connections.secretOf(row);
      if (secret.kind === "fields") return { id: row.id, fields: secret.fields };
      return { id: row.id, fields: {}, token: (refused) => renewOnce(target, refused) };
    },
  };
}

async function connectedRow(
  { connections }: AccountsParts,
  target: LinkTarget,
): Promise<ConnectionRow> {
  const row = await connections.get(target, target.account);
  if (row.status === "connected") return row;
  throw new RuntimeError("needs_connection", `The account at ${row.server_id} is ${row.status}.`);
}

/** The stored token, or a renewed one when it is about to expire or was refused. */
async function freshToken(
  parts: AccountsParts,
  target: LinkTarget,
  refused: string | undefined,
): Promise<string> {
  const { connections, timeFor } = parts;
  for (;;) {
    const row = await connectedRow(parts, target);
    const secret = connections.secretOf(row);
    if (secret.kind !== "oauth") throw new RuntimeError("needs_connection");
    const now = timeFor(target);
    const expires = row.expires_at !== null && row.expires_at <= now + renewBeforeMs;
    if (!expires && secret.accessToken !== refused) return secret.accessToken;
    if (await connections.claimRenewal(row, now)) return renewToken(parts, { row, secret, now });
    // Another node renews it.
    await setTimeout(lookAgainMs);
  }
}

interface Renewal {
  readonly row: ConnectionRow;
  readonly secret: Extract<AccountSecret, { kind: "oauth" }>;
  readonly now: number;
}

/** Renews a token; throws `needs_connection` when the authorization server no longer does. */
async function renewToken(
  { connections, oauth, toolChanges }: AccountsParts,
  { row, secret, now }: Renewal,
): Promise<string> {
  const { grant, refreshToken } = secret;
  const tokens =
    refreshToken === undefined
      ? undefined
      : await oauth.renew(grant, refreshToken).catch(async (cause: unknown) => {
          await connections.releaseRenewal(row);
          const message = `The access to ${row.server_id} could not be renewed; nothing was sent.`;
          throw new RuntimeError("provider_unavailable", message, { cause });
        });
  if (tokens === undefined) {
    await connections.expire(row);
    toolChanges.publish(row.project_id);
    throw new RuntimeError("needs_connection", `The account at ${row.server_id} has expired.`);
  }
  const { accessToken, lifetimeMs, refreshToken: next = refreshToken } = tokens;
  await connections.renew(
    row,
    { kind: "oauth", grant, accessToken, ...(next === undefined ? {} : { refreshToken: next }) },
    lifetimeMs === undefined ? null : now + lifetimeMs,
  );
  return accessToken;
}
