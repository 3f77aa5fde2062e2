import type { MoneyOverlay } from "@codespar/protocol";

import type { CredentialField } from "../catalog/catalog-server.ts";
import type { MetaRoute } from "../catalog/meta-route.ts";
import type { ServerApi } from "../catalog/server-api.ts";
import type { OAuthClientConfig } from "../connections/oauth-target.ts";
import type { WebhookSpec } from "../metering/webhook-spec.ts";
import type { RateLimit } from "../store/limiter.ts";
import type { ReconcileSpec } from "./reconcile-spec.ts";

/** How to start an MCP server that speaks over standard input and output. */
export interface StdioServerSpec {
  readonly command: string;
  readonly args?: readonly string[] | undefined;
  /** The child's whole environment, besides PATH, HOME and the like; may hold `${FIELD}`. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly cwd?: string | undefined;
}

/** Where an MCP server is reached over Streamable HTTP. */
export interface HttpServerSpec {
  readonly url: string;
  /** Sent with every request; may hold `${FIELD}`, which stands for the account's secret. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** How to reach one MCP server, and what it is: an entry of `mcpServers` in `codespar.json`. */
export type ServerSpec = (StdioServerSpec | HttpServerSpec) & ServerSettings;

/** When a server is not asked, so that its trouble costs nobody else. */
export interface GuardSettings {
  /** Calls that may be under way at once (64). */
  readonly maxConcurrent?: number | undefined;
  /** Calls it may be asked in some time (no limit). */
  readonly rateLimit?: RateLimit | undefined;
  /** Failures in a row after which it is not asked (5), and for how many milliseconds (10,000). */
  readonly breaker?:
    | { readonly failures?: number | undefined; readonly openMs?: number | undefined }
    | undefined;
}

/** What every entry of `mcpServers` may say besides. */
export interface ServerSettings extends GuardSettings {
  /** Milliseconds one call may take (60,000). */
  readonly timeoutMs?: number | undefined;
  /** Name for people (its id). */
  readonly name?: string | undefined;
  /** What it is for, such as `"payments"` (`"custom"`). */
  readonly category?: string | undefined;
  /** ISO 3166-1 alpha-2 code (`"GLOBAL"`). */
  readonly country?: string | undefined;
  readonly capabilities?: readonly string[] | undefined;
  /** Secrets each user or project brings; without any, everybody uses what is configured here. */
  readonly credentials?: readonly CredentialField[] | undefined;
  /** A client the operator registered where users give their consent. */
  readonly oauth?: OAuthClientConfig | undefined;
  /** How it tells of settlements, at `POST /v1/webhooks/<its id>`. */
  readonly webhook?: WebhookSpec | undefined;
  /** Its own API, where calls may go that no tool covers. */
  readonly api?: ServerApi | undefined;
  /** Where its tools' arguments say how much money they move, by tool; `null` for one that moves none. */
  readonly money?: Readonly<Record<string, MoneyOverlay | null>> | undefined;
  /** How to ask it what came of a call whose answer was lost, by tool. */
  readonly reconcile?: Readonly<Record<string, ReconcileSpec>> | undefined;
  /** The meta-tools it serves. */
  readonly metaTools?: readonly MetaRoute[] | undefined;
}
