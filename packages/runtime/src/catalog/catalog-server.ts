import type { MetaRoute } from "./meta-route.ts";
import type { ServerApi } from "./server-api.ts";

/** A secret or setting that a server is reached with. */
export interface CredentialField {
  /** The name of the environment variable that a live server reads it from. */
  readonly name: string;
  /** What people call it. */
  readonly label: string;
}

/** How a catalog server is started with live keys. */
export interface LiveLaunch {
  /** The npm package that serves it over standard input and output. */
  readonly package: string;
}

/** How users connect their accounts, where the server has OAuth of its own and not MCP's. */
export interface OAuthEndpoints {
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly scopes: readonly string[];
}

/** What is known of a server before anything connects to it. */
export interface CatalogServer {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  /** ISO 3166-1 alpha-2 code, or `"GLOBAL"`. */
  readonly country: string;
  readonly authType: "api_key" | "oauth" | "cert" | "none";
  readonly capabilities: readonly string[];
  /** What an account is reached with; empty for public servers and for OAuth. */
  readonly credentials: readonly CredentialField[];
  readonly live?: LiveLaunch | undefined;
  readonly oauth?: OAuthEndpoints | undefined;
  /** Its own API, where calls may go that no tool covers. */
  readonly api?: ServerApi | undefined;
  /** The meta-tools it can serve. */
  readonly routes: readonly MetaRoute[];
}
