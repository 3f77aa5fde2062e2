import type { AgentBackend } from "./agent/agent-backend.ts";
import type { TurnLimits } from "./agent/turn-limits.ts";
import type { Clock } from "./clock.ts";
import type { Logger } from "./logger.ts";
import type { OAuthClientCredentials } from "./mcp/server-directory.ts";
import type { ServerSpec } from "./mcp/server-spec.ts";
import type { UsageExporter } from "./metering/exporters/usage-exporter.ts";
import type { RateLimit } from "./store/limiter.ts";

/** How a runtime is set up; every member is optional. */
export interface RuntimeOptions {
  /** A `postgres://` URL that several nodes may share, a SQLite file, or `":memory:"` (the last). */
  readonly store?: string | undefined;
  /** MCP servers by id, besides the catalog's: the `mcpServers` of `codespar.json`. */
  readonly servers?: Readonly<Record<string, ServerSpec>> | undefined;
  /** The API key to accept, `csk_test_…` or `csk_live_…` (a new test key). */
  readonly apiKey?: string | undefined;
  /** Where links in results start (the origin of the request). */
  readonly publicUrl?: string | undefined;
  /** Milliseconds without a request after which a session closes (1,800,000). */
  readonly idleTimeoutMs?: number | undefined;
  /** Milliseconds one call to a server may take (60,000). */
  readonly callTimeoutMs?: number | undefined;
  /** Milliseconds a duplicate of a running call waits for its result (10,000). */
  readonly duplicateWaitMs?: number | undefined;
  /** Requests an API key, or a session, may make (no limit): more answer 429 `rate_limited`. */
  readonly rateLimits?:
    | { readonly key?: RateLimit | undefined; readonly session?: RateLimit | undefined }
    | undefined;
  /** Bytes a request body may have (1,048,576). */
  readonly maxBodyBytes?: number | undefined;
  /** Requests answered at once (1,000); more answer 503 with `Retry-After`. */
  readonly maxRequestsAtOnce?: number | undefined;
  /** Milliseconds `close` waits for calls under way (30,000); then nobody knows what came of them. */
  readonly closeTimeoutMs?: number | undefined;
  /** Characters a result may have before it is cut (1,048,576). */
  readonly maxResultBytes?: number | undefined;
  /**
   * Secret that signs audit chain heads and session tokens, the same on every node (kept beside the
   * store file, `<store>.key`, or in the Postgres database: give your own, so that whoever can
   * write the database cannot sign).
   */
  readonly signingKey?: string | undefined;
  /** The operator's OAuth clients, by server id, where the catalog knows the endpoints. */
  readonly oauthClients?: Readonly<Record<string, OAuthClientCredentials>> | undefined;
  /**
   * Secrets that seal users' accounts, the newest first; older ones only open (the signing key).
   */
  readonly vaultKeys?: readonly [string, ...string[]] | undefined;
  /** Whether servers may name authorization servers inside this network (false). */
  readonly allowPrivateNetworks?: boolean | undefined;
  /** Server processes there may be at once (20). */
  readonly maxChildren?: number | undefined;
  /** Milliseconds without a call after which a server process, or a user's own link, ends (300,000). */
  readonly childIdleMs?: number | undefined;
  /** What runs `session.send` (Claude, by `ANTHROPIC_API_KEY` and the package `@anthropic-ai/sdk`). */
  readonly agent?: AgentBackend | undefined;
  /** What one turn of it may cost (10 iterations, 5 minutes, 200,000 tokens, 4 minutes' wait). */
  readonly turnLimits?: Partial<TurnLimits> | undefined;
  /** Who is told of what settles: `httpUsageExporter`, `stripeUsageExporter` or your own (nobody). */
  readonly usageExporters?: readonly UsageExporter[] | undefined;
  /**
   * Days after which the audit forgets arguments and results (never); who did what when, and the
   * digests, are kept.
   */
  readonly auditRetentionDays?: number | undefined;
  /** Where the time comes from (the machine's clock). */
  readonly clock?: Clock | undefined;
  /** Where problems are reported (nowhere). */
  readonly logger?: Logger | undefined;
}
