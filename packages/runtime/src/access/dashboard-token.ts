import type { KeyObject } from "node:crypto";

import { equalInConstantTime, sign } from "../digest.ts";

/** What a signed-in browser stands for: a key, looking at one project, until a moment. */
export interface DashboardGrant {
  /** Tells this sign-in from others: `web_…`. */
  readonly signInId: string;
  readonly keyId: string;
  readonly projectId: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

const form = /^(key_[a-z0-9]+)\.(prj_[A-Za-z0-9]+)\.(\d{1,16})\.(web_[a-z0-9]+)\.([0-9a-f]{64})$/;

/** Makes what a browser keeps in the place of an API key; the key is not in it. */
export function createDashboardToken(signingKey: KeyObject, grant: DashboardGrant): string {
  const text = `${grant.keyId}.${grant.projectId}.${grant.expiresAt}.${grant.signInId}`;
  return `${text}.${signatureOf(signingKey, text)}`;
}

/** Reads a token; nothing when it is not one of this runtime's, or its time is over. */
export function readDashboardToken(
  signingKey: KeyObject,
  token: string,
  now: number,
): DashboardGrant | undefined {
  const [, keyId = "", projectId = "", expires = "", signInId = "", signature = ""] =
    form.exec(token) ?? [];
  const expected = signatureOf(signingKey, `${keyId}.${projectId}.${expires}.${signInId}`);
  const expiresAt = Number(expires);
  if (!equalInConstantTime(signature, expected) || expiresAt <= now) return undefined;
  return { signInId, keyId, projectId, expiresAt };
}

function signatureOf(signingKey: KeyObject, text: string): string {
  return sign(signingKey, `dashboard token ${text}`);
}
