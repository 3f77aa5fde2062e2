import type { KeyObject } from "node:crypto";

import { equalInConstantTime, sign } from "../digest.ts";

/** What a session token stands for: one session, for as long as the key that asked for it is valid. */
export interface SessionGrant {
  readonly sessionId: string;
  readonly projectId: string;
  readonly keyId: string;
}

const form = /^cst\.(ses_[a-z0-9]+)\.(prj_[a-z0-9]+)\.(key_[a-z0-9]+)\.([0-9a-f]{64})$/;

/** Makes the token that an MCP client gets in the place of an API key. */
export function createSessionToken(signingKey: KeyObject, grant: SessionGrant): string {
  const { sessionId, projectId, keyId } = grant;
  return `cst.${sessionId}.${projectId}.${keyId}.${signatureOf(signingKey, grant)}`;
}

/** Reads a token; nothing when it is not one of this runtime's. */
export function readSessionToken(signingKey: KeyObject, token: string): SessionGrant | undefined {
  const [, sessionId = "", projectId = "", keyId = "", signature = ""] = form.exec(token) ?? [];
  const grant = { sessionId, projectId, keyId };
  return equalInConstantTime(signature, signatureOf(signingKey, grant)) ? grant : undefined;
}

function signatureOf(signingKey: KeyObject, { sessionId, projectId, keyId }: SessionGrant): string {
  return sign(signingKey, `session token ${sessionId} ${projectId} ${keyId}`);
}
