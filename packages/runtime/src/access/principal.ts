import type { Scope } from "@codespar/protocol";

/** Who makes a request, as its API key and project header say. */
export interface Principal {
  readonly keyId: string;
  readonly orgId: string;
  readonly projectId: string;
  /** `test` reaches sandbox servers, `live` real ones. */
  readonly environment: "test" | "live";
  readonly scopes: readonly Scope[];
}
