import type { Scope } from "@codespar/protocol";

/** Who makes a request, as its API key and project header say. */
export interface Principal {
  readonly keyId: string;
  /** When its key expires; `null` when it does not. */
  readonly keyExpiresAt: number | null;
  readonly orgId: string;
  readonly projectId: string;
  /** The one project its key is for; `null` when it may name any of the organization. */
  readonly pinnedProjectId: string | null;
  /** `test` reaches sandbox servers, `live` real ones. */
  readonly environment: "test" | "live";
  readonly scopes: readonly Scope[];
}
