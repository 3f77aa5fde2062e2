import { randomBytes } from "node:crypto";

import { sha256 } from "../digest.ts";
import type { ServerDirectory } from "../mcp/server-directory.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { OAuthFlowRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import type { Vault } from "../vault/vault.ts";
import { connectAccount, type ConnectAccountParts } from "./connect-account.ts";
import type { AccountOwner } from "./connection-store.ts";
import { isBrowserUrl } from "./is-browser-url.ts";
import type { OAuthClient } from "./oauth-client.ts";
import type { OAuthTarget } from "./oauth-target.ts";
import { type AccountSecret, flowSecretSchema } from "./secret.ts";

/** What OAuth flows work with. */
export interface OAuthFlowParts extends ConnectAccountParts {
  readonly vault: Vault;
  readonly oauth: OAuthClient;
  readonly directory: ServerDirectory;
  readonly store: Store;
}

/** A flow to begin. */
export interface FlowRequest {
  readonly owner: AccountOwner;
  readonly serverId: string;
  readonly target: OAuthTarget;
  readonly sessionId: string | null;
  /** Where the person goes afterwards; a page of the runtime's own when absent. */
  readonly redirectUrl: string | null;
  readonly scopes: readonly string[] | undefined;
  readonly publicUrl: string;
  readonly now: number;
}

/** A flow that has begun. */
export interface BegunFlow {
  /** Where the person consents. */
  readonly url: string;
  readonly state: string;
  readonly scopes: readonly string[];
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What came back from an authorization server. */
export interface CallbackParameters {
  readonly state: string;
  readonly code?: string | undefined;
  readonly error?: string | undefined;
  readonly iss?: string | undefined;
}

/** A flow that is over. */
export interface FinishedFlow {
  readonly serverId: string;
  /** The session it was begun from. */
  readonly sessionId: string | null;
  readonly redirectUrl: string | null;
  /** Why nothing was connected, when nothing was. */
  readonly error?: string | undefined;
}

const flowLifeMs = 10 * 60_000;

/** Begins a flow: its state is good once, for ten minutes, and for this user and server only. */
export async function beginFlow(parts: OAuthFlowParts, request: FlowRequest): Promise<BegunFlow> {
  const { owner, serverId, target, publicUrl, scopes, now } = request;
  const state = `oauth_${randomBytes(24).toString("base64url")}`;
  const stateHash = sha256(state);
  const consent = await parts.oauth.start({ target, publicUrl, scopes, state });
  if (!isBrowserUrl(consent.url.href)) {
    throw new RuntimeError("invalid_request", "The server sends users to an address that is none.");
  }
  const expiresAt = now + flowLifeMs;
  const row: OAuthFlowRow = {
    state_hash: stateHash,
    project_id: owner.projectId,
    environment: owner.environment,
    session_id: request.sessionId,
    user_id: owner.userId,
    server_id: serverId,
    secret: parts.vault.seal(consent.secret, stateHash),
    redirect_url: request.redirectUrl,
    expires_at: expiresAt,
  };
  await parts.store.write(async (transaction) => {
    await transaction.deleteFrom("oauth_flows").where("expires_at", "<=", now).execute();
    await transaction.insertInto("oauth_flows").values(row).execute();
  });
  return { url: consent.url.href, state, scopes: consent.scopes, expiresAt };
}

/**
 * Finishes a flow with what came back.
 *
 * @throws RuntimeError `invalid_request` for a state that is unknown, used, or too old.
 */
export async function finishFlow(
  parts: OAuthFlowParts,
  { state, code, error, iss }: CallbackParameters,
  timeFor: (owner: Pick<AccountOwner, "projectId" | "environment">) => number,
): Promise<FinishedFlow> {
  const row = await takeFlow(parts.store, state);
  const owner: AccountOwner | undefined = row && {
    projectId: row.project_id,
    environment: row.environment,
    userId: row.user_id,
  };
  if (row === undefined || owner === undefined || row.expires_at <= timeFor(owner)) {
    throw new RuntimeError(
      "invalid_request",
      "This authorization was used already, or is too old.",
      { problem: { kind: "authorization_over" } },
    );
  }
  const finished = {
    serverId: row.server_id,
    sessionId: row.session_id,
    redirectUrl: row.redirect_url,
  };
  if (code === undefined) return { ...finished, error: error ?? "access_denied" };
  const { secret, lifetimeMs } = await redeem(parts, row, { code, iss });
  await connectAccount(parts, {
    owner,
    secret,
    lifetimeMs,
    serverId: row.server_id,
    keyId: "",
    sessionId: row.session_id,
    now: timeFor(owner),
  });
  return finished;
}

/** Takes a flow out, so that its state is good once. */
function takeFlow(store: Store, state: string): Promise<OAuthFlowRow | undefined> {
  return store.write((transaction) =>
    transaction
      .deleteFrom("oauth_flows")
      .where("state_hash", "=", sha256(state))
      .returningAll()
      .executeTakeFirst(),
  );
}

interface RedeemedSecret {
  readonly secret: AccountSecret;
  readonly lifetimeMs: number | undefined;
}

async function redeem(
  { vault, oauth }: OAuthFlowParts,
  row: OAuthFlowRow,
  { code, iss }: { readonly code: string; readonly iss: string | undefined },
): Promise<RedeemedSecret> {
  const flow = flowSecretSchema.parse(vault.open(row.secret, row.state_hash));
  try {
    const { accessToken, refreshToken, lifetimeMs } = await oauth.redeem(flow, code, iss);
    const tokens = refreshToken === undefined ? { accessToken } : { accessToken, refreshToken };
    return { lifetimeMs, secret: { kind: "oauth", grant: flow.grant, ...tokens } };
  } catch (cause) {
    const problem = { kind: "authorization_refused" } as const;
    throw new RuntimeError("invalid_request", "The authorization was refused.", { cause, problem });
  }
}
