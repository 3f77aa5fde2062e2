import { createHash, timingSafeEqual } from "node:crypto";

import type { EngineContext } from "./engine-context.ts";

/** What a person consents to. */
export interface ConsentGiven {
  readonly serverId: string;
  readonly clientId: string;
  readonly redirectUri: string;
  /** Base64url SHA-256 of the client's verifier. Source: RFC 7636, method S256. */
  readonly codeChallenge: string;
  readonly scope: string;
}

/** A code as a client redeems it. */
export interface CodeRedemption {
  readonly code: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly codeVerifier: string;
}

/** Tokens of a person's account. */
export interface GrantedTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInSeconds: number;
  readonly scope: string;
}

/** Where sandbox users give their consent: the authorization server of every OAuth provider. */
export interface Authorization {
  /** Remembers a consent; answers the code for it, good once and for a minute. */
  consent(given: ConsentGiven): string;
  /** Gives tokens for a code; nothing when it is not good. */
  redeem(serverId: string, redemption: CodeRedemption): GrantedTokens | undefined;
  /** Gives tokens for a refresh token, which is then used up. */
  renew(serverId: string, refreshToken: string): GrantedTokens | undefined;
  /** Whether a provider accepts an access token. */
  isValid(serverId: string, accessToken: string): boolean;
}

const codeLifeMs = 60_000;
const tokenLifeSeconds = 3_600;

interface Access {
  readonly serverId: string;
  readonly scope: string;
  readonly expiresAtMs: number;
}

/** Creates an authorization server that knows nobody yet. */
export function createAuthorization({ now, newId }: EngineContext): Authorization {
  const codes = new Map<string, ConsentGiven & { readonly expiresAtMs: number }>();
  const access = new Map<string, Access>();
  const refresh = new Map<string, Pick<Access, "serverId" | "scope">>();

  function grant(serverId: string, scope: string): GrantedTokens {
    const accessToken = newId("sat");
    const refreshToken = newId("srt");
    const expiresAtMs = now() + tokenLifeSeconds * 1_000;
    access.set(accessToken, { serverId, scope, expiresAtMs });
    refresh.set(refreshToken, { serverId, scope });
    return { accessToken, refreshToken, scope, expiresInSeconds: tokenLifeSeconds };
  }

  return {
    consent(given) {
      const code = newId("code");
      codes.set(code, { ...given, expiresAtMs: now() + codeLifeMs });
      return code;
    },
    redeem(serverId, { code, clientId, redirectUri, codeVerifier }) {
      const given = codes.get(code);
      codes.delete(code);
      const isGood =
        given !== undefined &&
        given.serverId === serverId &&
        given.clientId === clientId &&
        given.redirectUri === redirectUri &&
        given.expiresAtMs > now() &&
        isChallengeOf(given.codeChallenge, codeVerifier);
      return isGood ? grant(serverId, given.scope) : undefined;
    },
    renew(serverId, refreshToken) {
      const granted = refresh.get(refreshToken);
      if (granted?.serverId !== serverId) return undefined;
      refresh.delete(refreshToken);
      return grant(serverId, granted.scope);
    },
    isValid(serverId, accessToken) {
      const found = access.get(accessToken);
      return found?.serverId === serverId && found.expiresAtMs > now();
    },
  };
}

function isChallengeOf(challenge: string, verifier: string): boolean {
  const expected = Buffer.from(createHash("sha256").update(verifier).digest("base64url"));
  const given = Buffer.from(challenge);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
