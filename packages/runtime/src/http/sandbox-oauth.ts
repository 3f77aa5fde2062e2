import type { Authorization } from "@codespar/sandbox";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";

import { catalogServers } from "../catalog/servers.ts";
import { isBrowserUrl } from "../connections/is-browser-url.ts";
import type { AppEnv } from "./app-env.ts";
import type { HttpParts } from "./http-parts.ts";
import { notConnectedPage } from "./pages/connect-page.ts";
import { consentPage } from "./pages/consent-page.ts";
import { sendPage } from "./pages/send-page.ts";

/** Serves the sandbox's authorization servers, where people consent in test mode. */
export function serveSandboxOAuth(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  const path = "/sandbox/oauth/:project_id/:server_id";
  app.get(`${path}/authorize`, (context) => ask(parts, context));
  app.post(`${path}/authorize`, (context) => decide(parts, context));
  app.post(`${path}/token`, (context) => giveTokens(parts, context));
}

interface Provider {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly authorization: Authorization;
}

function providerOf({ worlds }: HttpParts, { req }: Context<AppEnv>): Provider | undefined {
  const projectId = req.param("project_id") ?? "";
  const facts = catalogServers.find(({ id }) => id === req.param("server_id"));
  if (facts?.authType !== "oauth" || !worlds.projectIds().includes(projectId)) return undefined;
  const issuer = req.url.replace(/\/(?:authorize|token)(?:\?.*)?$/, "");
  const { authorization } = worlds.get(projectId);
  return { id: facts.id, name: facts.name, issuer, authorization };
}

interface AuthorizationRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly codeChallenge: string;
  readonly state: string;
  readonly scope: string;
}

/** Source: RFC 6749, section 4.1.1; RFC 7636, section 4.3: PKCE is required. */
function readRequest({ req }: Context<AppEnv>): AuthorizationRequest | undefined {
  const query = req.query();
  const { client_id, redirect_uri, code_challenge, state = "", scope = "" } = query;
  const isComplete =
    query["response_type"] === "code" &&
    query["code_challenge_method"] === "S256" &&
    client_id !== undefined &&
    code_challenge !== undefined &&
    redirect_uri !== undefined &&
    isBrowserUrl(redirect_uri);
  if (!isComplete) return undefined;
  return {
    state,
    scope,
    clientId: client_id,
    redirectUri: redirect_uri,
    codeChallenge: code_challenge,
  };
}

const unclear = notConnectedPage("requestUnclear");

async function ask(parts: HttpParts, context: Context<AppEnv>): Promise<Response> {
  const [provider, request] = [providerOf(parts, context), readRequest(context)];
  if (provider === undefined || request === undefined) return sendPage(context, unclear, 400);
  const scopes = request.scope.split(" ").filter((scope) => scope !== "");
  return sendPage(
    context,
    consentPage({ provider: provider.name, client: request.clientId, scopes }),
  );
}

async function decide(parts: HttpParts, context: Context<AppEnv>): Promise<Response> {
  const [provider, request] = [providerOf(parts, context), readRequest(context)];
  if (provider === undefined || request === undefined) return sendPage(context, unclear, 400);
  const { decision } = await context.req.parseBody();
  const back = new URL(request.redirectUri);
  back.searchParams.set("state", request.state);
  // Source: RFC 9207.
  back.searchParams.set("iss", provider.issuer);
  if (decision === "allow") {
    const code = provider.authorization.consent({ ...request, serverId: provider.id });
    back.searchParams.set("code", code);
  } else {
    back.searchParams.set("error", "access_denied");
  }
  return context.redirect(back.href, 303);
}

async function giveTokens(parts: HttpParts, context: Context<AppEnv>): Promise<Response> {
  const provider = providerOf(parts, context);
  if (provider === undefined) return context.json({ error: "invalid_request" }, 400);
  const form = new URLSearchParams(await context.req.text());
  const field = (name: string): string => form.get(name) ?? "";
  const tokens =
    field("grant_type") === "refresh_token"
      ? provider.authorization.renew(provider.id, field("refresh_token"))
      : provider.authorization.redeem(provider.id, {
          code: field("code"),
          clientId: field("client_id"),
          redirectUri: field("redirect_uri"),
          codeVerifier: field("code_verifier"),
        });
  context.header("Cache-Control", "no-store");
  if (tokens === undefined) return context.json({ error: "invalid_grant" }, 400);
  return context.json({
    access_token: tokens.accessToken,
    token_type: "Bearer",
    expires_in: tokens.expiresInSeconds,
    refresh_token: tokens.refreshToken,
    scope: tokens.scope,
  });
}
