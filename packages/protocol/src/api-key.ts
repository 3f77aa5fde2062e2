import type { Scope } from "./scope.ts";

/** An API key, without its text. */
export interface ApiKey {
  /** `key_…` */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  /** How its text begins. */
  readonly prefix: string;
  /** Whether it reaches sandbox servers or real ones. */
  readonly environment: "test" | "live";
  /** What it may do. */
  readonly scopes: readonly Scope[];
  /** The only project it is good for; `null` for all of the organization's. */
  readonly project_id: string | null;
  /** ISO 8601, UTC. */
  readonly created_at: string;
  /** ISO 8601, UTC, or `null` for never. */
  readonly expires_at: string | null;
  /** ISO 8601, UTC, or `null` while it is good. */
  readonly revoked_at: string | null;
  /** ISO 8601, UTC, or `null`. */
  readonly last_used_at: string | null;
}

/** A key that was created just now: the only answer that has its text. */
export interface NewApiKey extends ApiKey {
  /** The text. */
  readonly key: string;
  /** The same text, under another name that clients read it by. */
  readonly full_key: string;
}

/** Whose key a request was made with: the answer of `GET /v1/whoami`. */
export interface Whoami {
  readonly user: null;
  readonly organization: { readonly id: string; readonly name: string };
  readonly project: { readonly id: string; readonly name: string };
  readonly key: {
    readonly id: string;
    readonly environment: "test" | "live";
    readonly scopes: readonly Scope[];
  };
}
