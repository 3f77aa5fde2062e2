import type { AuditEntry, AuditVerification, RouteAnswer, RouteName } from "@codespar/protocol";

import type { HttpClient, RequestOptions } from "./http-client.ts";
import { readAuditEntries, readVerification } from "./read-response.ts";
import { type RouteRequest, toApiRequest } from "./route-request.ts";

/** Which entries to list. */
export interface AuditFilter extends RequestOptions {
  readonly sessionId?: string | undefined;
  readonly tool?: string | undefined;
  readonly toolCallId?: string | undefined;
  /** How many at most: 1 to 200 (50). */
  readonly limit?: number | undefined;
  /** Where the page starts: `nextCursor` of the one before. */
  readonly cursor?: string | undefined;
}

/** A page of entries, in chain order. */
export interface AuditPage {
  readonly data: readonly AuditEntry[];
  /** Where the next page starts; `null` when there is none. */
  readonly nextCursor: string | null;
}

/** What to export, and how. */
export interface AuditExportOptions extends RequestOptions {
  /** One entry a line (`"ndjson"`). */
  readonly format?: "ndjson" | "csv" | "cloudevents" | "ocsf" | undefined;
  readonly sessionId?: string | undefined;
  /** Only entries after this position of the chain (0). */
  readonly afterSeq?: number | undefined;
}

/** The project's audit chain. Needs a key with the scope `audit:read`. */
export interface Audit {
  list(filter?: AuditFilter): Promise<AuditPage>;
  /** Checks the whole chain, and names the first entry that does not hold. */
  verify(options?: RequestOptions): Promise<AuditVerification>;
  /** Streams the entries in chain order; `timeoutMs` is until the stream opens. */
  export(options?: AuditExportOptions): Promise<ReadableStream<Uint8Array>>;
}

/** What the audit is reached through. */
export interface AuditParts {
  readonly http: HttpClient;
  readonly projectId: string | undefined;
  readonly request: <Name extends RouteName>(
    name: Name,
    details?: RouteRequest,
  ) => Promise<RouteAnswer<Name>>;
}

/** Speaks to the API about the audit. */
export function createAudit({ http, projectId, request }: AuditParts): Audit {
  return {
    async list({ sessionId, tool, toolCallId, limit, cursor, ...options } = {}) {
      const query = { session_id: sessionId, tool, tool_call_id: toolCallId, limit, cursor };
      return readAuditEntries(await request("listAudit", { ...options, query }));
    },
    verify: async (options) => readVerification(await request("verifyAudit", options)),
    export({ format, sessionId, afterSeq, ...options } = {}) {
      const query = { format, session_id: sessionId, cursor: afterSeq };
      const asked = toApiRequest("exportAudit", { ...options, query });
      return http.open({ ...asked, projectId, accept: "*/*" });
    },
  };
}
