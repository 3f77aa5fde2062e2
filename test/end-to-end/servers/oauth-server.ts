/** An MCP server over HTTP that demands OAuth, with its own authorization server beside it. */
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";

import { getRequestListener } from "@hono/node-server";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { Hono } from "hono";

interface Grant {
  readonly challenge: string;
  readonly redirectUri: string;
  readonly resource: string | null;
}

/** The running server, and what happened at it. */
export interface OAuthServer extends AsyncDisposable {
  readonly url: string;
  /** Tokens it gave. */
  readonly given: string[];
  readonly registrations: object[];
  /** Makes every access token given so far worthless. */
  expireTokens(): void;
}

/** Starts it on a free port. */
export async function startOAuthServer({
  knowsDocuments = false,
}: { readonly knowsDocuments?: boolean } = {}): Promise<OAuthServer> {
  const codes = new Map<string, Grant>();
  const valid = new Set<string>();
  const refresh = new Set<string>();
  const given: string[] = [];
  const registrations: object[] = [];
  let origin = "";
  const app = new Hono();

  app.get("/.well-known/oauth-protected-resource/mcp", (context) =>
    context.json({ resource: `${origin}/mcp`, authorization_servers: [origin] }),
  );
  app.get("/.well-known/oauth-authorization-server", (context) =>
    context.json({
      issuer: origin,
      authorization_endpoint: `${origin}/authorize`,
      token_endpoint: `${origin}/token`,
      registration_endpoint: `${origin}/register`,
      client_id_metadata_document_supported: knowsDocuments,
      response_types_supported: ["code"],
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
    }),
  );
  app.post("/register", async (context) => {
    const metadata: object = await context.req.json();
    registrations.push(metadata);
    return context.json({ ...metadata, client_id: "client-1" }, 201);
  });
  app.get("/authorize", (context) => {
    const query = context.req.query();
    const code = randomUUID();
    codes.set(code, {
      challenge: query["code_challenge"] ?? "",
      redirectUri: query["redirect_uri"] ?? "",
      resource: query["resource"] ?? null,
    });
    const back = new URL(query["redirect_uri"] ?? "");
    back.searchParams.set("code", code);
    back.searchParams.set("state", query["state"] ?? "");
    back.searchParams.set("iss", origin);
    return context.redirect(back.href);
  });
  app.post("/token", async (context) => {
    const form = new URLSearchParams(await context.req.text());
    const code = codes.get(form.get("code") ?? "");
    codes.delete(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const isCode =
      code?.challenge === challenge &&
      code.redirectUri === form.get("redirect_uri") &&
      code.resource === `${origin}/mcp`;
    const isRefresh = refresh.delete(form.get("refresh_token") ?? "");
    if (!isCode && !isRefresh) return context.json({ error: "invalid_grant" }, 400);
    const [access_token, refresh_token] = [randomUUID(), randomUUID()];
    given.push(access_token);
    valid.add(access_token);
    refresh.add(refresh_token);
    return context.json({ access_token, refresh_token, token_type: "Bearer", expires_in: 3600 });
  });
  app.all("/mcp", async (context) => {
    const token = /^Bearer (.+)$/.exec(context.req.header("authorization") ?? "")?.[1] ?? "";
    if (!valid.has(token)) {
      const metadata = `${origin}/.well-known/oauth-protected-resource/mcp`;
      context.header("WWW-Authenticate", `Bearer resource_metadata="${metadata}"`);
      return context.text("Unauthorized", 401);
    }
    const handler = createMcpHandler(() => {
      const server = new McpServer({ name: "guarded", version: "1.0.0" });
      server.registerTool("whoami", { annotations: { readOnlyHint: true } }, () => ({
        content: [{ type: "text", text: JSON.stringify({ token }) }],
      }));
      return server;
    });
    return handler.fetch(context.req.raw);
  });

  const listener = getRequestListener(app.fetch);
  const server = createServer((request, response) => void listener(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  return {
    url: `${origin}/mcp`,
    given,
    registrations,
    expireTokens: () => valid.clear(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
