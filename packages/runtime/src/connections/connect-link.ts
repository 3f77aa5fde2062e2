import type { KeyObject } from "node:crypto";

import { equalInConstantTime, sign } from "../digest.ts";

/** Which server of which session a person may connect. */
export interface ConnectGrant {
  readonly sessionId: string;
  readonly serverId: string;
}

/** Writes the address of the page where a person connects a server of a session. */
export function connectLink(signingKey: KeyObject, publicUrl: string, grant: ConnectGrant): string {
  const query = new URLSearchParams({
    session: grant.sessionId,
    token: tokenOf(signingKey, grant),
  });
  return `${publicUrl}/connect/${encodeURIComponent(grant.serverId)}?${query.toString()}`;
}

/** Whether an address was written by {@link connectLink}: nobody can connect a session they guess. */
export function isConnectToken(signingKey: KeyObject, grant: ConnectGrant, token: string): boolean {
  return equalInConstantTime(token, tokenOf(signingKey, grant));
}

function tokenOf(signingKey: KeyObject, { sessionId, serverId }: ConnectGrant): string {
  return sign(signingKey, `connect link ${sessionId} ${serverId}`).slice(0, 32);
}
