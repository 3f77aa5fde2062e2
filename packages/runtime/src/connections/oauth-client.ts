import {
  type AuthorizationServerMetadata,
  discoverOAuthServerInfo,
  exchangeAuthorization,
  OAuthError,
  OAuthErrorCode,
  type OAuthTokens,
  refreshAuthorization,
  registerClient,
  startAuthorization,
} from "@modelcontextprotocol/client";

import { RuntimeError } from "../runtime-error.ts";
import { createOAuthFetch } from "./oauth-fetch.ts";
import type { OAuthTarget } from "./oauth-target.ts";
import type { FlowSecret, OAuthGrant } from "./secret.ts";

/** Tokens as an authorization server gave them. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken?: string | undefined;
  /** How long the access token lasts, if that was said. */
  readonly lifetimeMs?: number | undefined;
}

/** What a person's consent is asked with. */
export interface ConsentRequest {
  readonly target: OAuthTarget;
  /** Where this runtime is reached by browsers, without a trailing slash. */
  readonly publicUrl: string;
  readonly state: string;
  readonly scopes: readonly string[] | undefined;
}

/** Consent under way: where the person goes, and what redeems the code that comes back. */
export interface Consent {
  readonly url: URL;
  readonly scopes: readonly string[];
  readonly secret: FlowSecret;
}

/** The runtime as a client of authorization servers: authorization code with PKCE. */
export interface OAuthClient {
  /** Begins: decides where the person consents. */
  start(request: ConsentRequest): Promise<Consent>;
  /** Redeems a code; throws when the server refuses it, or another one sent it. */
  redeem(secret: FlowSecret, code: string, issuer: string | undefined): Promise<Tokens>;
  /** Renews tokens; nothing when the server no longer takes the refresh token. */
  renew(grant: OAuthGrant, refreshToken: string): Promise<Tokens | undefined>;
}

/** How requests get to authorization servers. */
export interface OAuthFetch {
  /** To servers that are named by others: guarded against addresses of the inside. */
  readonly guarded: typeof globalThis.fetch;
  /** To the sandbox's own, in this process. */
  readonly sandbox: typeof globalThis.fetch;
}

/** Creates the client. */
export function createOAuthClient(fetches: OAuthFetch): OAuthClient {
  const guarded = createOAuthFetch(fetches.guarded);
  const fetchFor = ({ isSandbox }: OAuthGrant): typeof globalThis.fetch =>
    isSandbox ? fetches.sandbox : guarded;
  return {
    async start(request) {
      const { grant, authorizationUrl, scopes } = await resolve(request, guarded);
      const redirectUri = `${request.publicUrl}/oauth/callback`;
      const wanted = request.scopes ?? scopes;
      const started = await startAuthorization(grant.server, {
        metadata: metadataOf(grant, authorizationUrl),
        clientInformation: clientOf(grant),
        redirectUrl: redirectUri,
        state: request.state,
        ...(wanted.length === 0 ? {} : { scope: wanted.join(" ") }),
        ...(grant.resource === undefined ? {} : { resource: grant.resource }),
      });
      const { codeVerifier, authorizationUrl: url } = started;
      return { url, scopes: wanted, secret: { grant, codeVerifier, redirectUri } };
    },
    async redeem({ grant, codeVerifier, redirectUri }, code, issuer) {
      const iss = toChecked(grant, issuer);
      const tokens = await exchangeAuthorization(grant.server, {
        metadata: metadataOf(grant, grant.tokenUrl),
        clientInformation: clientOf(grant),
        authorizationCode: code,
        codeVerifier,
        redirectUri,
        fetchFn: fetchFor(grant),
        ...(iss === undefined ? {} : { iss }),
        ...(grant.resource === undefined ? {} : { resource: grant.resource }),
      });
      return toTokens(tokens);
    },
    async renew(grant, refreshToken) {
      try {
        const tokens = await refreshAuthorization(grant.server, {
          metadata: metadataOf(grant, grant.tokenUrl),
          clientInformation: clientOf(grant),
          refreshToken,
          fetchFn: fetchFor(grant),
          ...(grant.resource === undefined ? {} : { resource: grant.resource }),
        });
        return toTokens(tokens);
      } catch (cause) {
        // The server said no; one that is in trouble, or cannot be reached, may say yes later.
        if (cause instanceof OAuthError && !mayPass(cause, grant)) return undefined;
        throw cause;
      }
    },
  };
}

const passing: ReadonlySet<string> = new Set([
  OAuthErrorCode.ServerError,
  OAuthErrorCode.TemporarilyUnavailable,
  OAuthErrorCode.TooManyRequests,
]);
const wrongClient: string = OAuthErrorCode.InvalidClient;

/** Whether a refusal says nothing of the refresh token: an outage, or a wrong secret of the client. */
function mayPass({ code }: OAuthError, { clientSecret }: OAuthGrant): boolean {
  if (passing.has(code)) return true;
  return clientSecret !== undefined && code === wrongClient;
}

interface Resolved {
  readonly grant: OAuthGrant;
  readonly authorizationUrl: string;
  readonly scopes: readonly string[];
}

async function resolve(
  { target, publicUrl }: ConsentRequest,
  fetchFn: typeof globalThis.fetch,
): Promise<Resolved> {
  if (target.kind === "mcp") return discover(target.serverUrl, publicUrl, fetchFn);
  if (target.kind === "sandbox") {
    const server = `${publicUrl}/sandbox/oauth/${target.projectId}/${target.serverId}`;
    return {
      authorizationUrl: `${server}/authorize`,
      scopes: ["read", "write"],
      grant: {
        server,
        tokenUrl: `${server}/token`,
        clientId: "codespar",
        issuer: server,
        isSandbox: true,
      },
    };
  }
  const { authorizationUrl, tokenUrl, clientId, clientSecret, scopes = [] } = target;
  const server = new URL(authorizationUrl).origin;
  const grant = { server, tokenUrl, clientId, isSandbox: false };
  return {
    authorizationUrl,
    scopes,
    grant: clientSecret === undefined ? grant : { ...grant, clientSecret },
  };
}

/** Source: Model Context Protocol, Authorization; RFC 9728, RFC 8414, RFC 7591. */
async function discover(
  serverUrl: string,
  publicUrl: string,
  fetchFn: typeof globalThis.fetch,
): Promise<Resolved> {
  const info = await discoverOAuthServerInfo(serverUrl, { fetchFn }).catch(() => undefined);
  const metadata = info?.authorizationServerMetadata;
  if (info === undefined || metadata === undefined) {
    throw new RuntimeError("invalid_request", "The server does not say where users authorize it.");
  }
  const { resourceMetadata } = info;
  const client = await clientAt(info.authorizationServerUrl, metadata, { publicUrl, fetchFn });
  return {
    authorizationUrl: metadata.authorization_endpoint,
    scopes: resourceMetadata?.scopes_supported ?? [],
    grant: {
      ...client,
      server: info.authorizationServerUrl,
      tokenUrl: metadata.token_endpoint,
      isSandbox: false,
      ...(metadata.issuer === undefined ? {} : { issuer: metadata.issuer }),
      ...(resourceMetadata === undefined ? {} : { resource: resourceMetadata.resource }),
    },
  };
}

interface ClientSource {
  readonly publicUrl: string;
  readonly fetchFn: typeof globalThis.fetch;
}

/** A client by its metadata document where the server knows such, else one registered now. */
async function clientAt(
  serverUrl: string,
  metadata: AuthorizationServerMetadata,
  { publicUrl, fetchFn }: ClientSource,
): Promise<Pick<OAuthGrant, "clientId" | "clientSecret">> {
  const knowsDocuments = Reflect.get(metadata, "client_id_metadata_document_supported") === true;
  if (knowsDocuments && publicUrl.startsWith("https:")) {
    return { clientId: `${publicUrl}/oauth/client.json` };
  }
  const registered = await registerClient(serverUrl, {
    metadata,
    fetchFn,
    clientMetadata: clientMetadata(publicUrl),
  });
  const { client_id: clientId, client_secret: clientSecret } = registered;
  return clientSecret === undefined ? { clientId } : { clientId, clientSecret };
}

/** What the runtime says of itself as a client. Source: RFC 7591. */
export function clientMetadata(publicUrl: string): {
  readonly client_name: string;
  readonly redirect_uris: string[];
  readonly grant_types: string[];
  readonly response_types: string[];
  readonly token_endpoint_auth_method: string;
} {
  return {
    client_name: "CodeSpar",
    redirect_uris: [`${publicUrl}/oauth/callback`],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  };
}

function metadataOf(grant: OAuthGrant, authorizationUrl: string): AuthorizationServerMetadata {
  return {
    issuer: grant.issuer ?? grant.server,
    authorization_endpoint: authorizationUrl,
    token_endpoint: grant.tokenUrl,
    response_types_supported: ["code"],
    code_challenge_methods_supported: ["S256"],
  };
}

/**
 * The issuer as the client is to compare it. Of configured endpoints only the origin is known: an
 * issuer of theirs need not be the origin itself.
 */
function toChecked({ server, issuer }: OAuthGrant, told: string | undefined): string | undefined {
  const isOfServer = told !== undefined && URL.parse(told)?.origin === server;
  return issuer === undefined && isOfServer ? undefined : told;
}

function clientOf({ clientId, clientSecret }: OAuthGrant): {
  client_id: string;
  client_secret?: string;
} {
  return clientSecret === undefined
    ? { client_id: clientId }
    : { client_id: clientId, client_secret: clientSecret };
}

function toTokens({ access_token, refresh_token, expires_in }: OAuthTokens): Tokens {
  return {
    accessToken: access_token,
    ...(refresh_token === undefined ? {} : { refreshToken: refresh_token }),
    ...(expires_in === undefined ? {} : { lifetimeMs: expires_in * 1_000 }),
  };
}
