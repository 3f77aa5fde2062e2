import type { ApprovalRequest, ApprovalStatus } from "@codespar/protocol";

import type { HttpClient, RequestOptions } from "./http-client.ts";
import { readApproval, readApprovals } from "./read-response.ts";
import { toQuery } from "./to-query.ts";

/** Which requests to list. */
export interface ApprovalFilter {
  /** Only those in this state. */
  readonly status?: ApprovalStatus | undefined;
  /** Only this session's. */
  readonly sessionId?: string | undefined;
  /** How many at most: 1 to 200 (50). */
  readonly limit?: number | undefined;
  /** Where the page starts: `nextCursor` of the one before. */
  readonly cursor?: string | undefined;
}

/** A page of requests, the newest first. */
export interface ApprovalPage {
  readonly data: readonly ApprovalRequest[];
  /** Where the next page starts; `null` when there is none. */
  readonly nextCursor: string | null;
}

/** The calls that wait for a person. Deciding needs a key with the scope `approvals:write`. */
export interface Approvals {
  list(filter?: ApprovalFilter, options?: RequestOptions): Promise<ApprovalPage>;
  get(id: string, options?: RequestOptions): Promise<ApprovalRequest>;
  /** Lets the call be made, once, with exactly its arguments. */
  approve(id: string, reason?: string, options?: RequestOptions): Promise<ApprovalRequest>;
  /** Refuses the call. */
  deny(id: string, reason?: string, options?: RequestOptions): Promise<ApprovalRequest>;
}

function pathOf(id: string): string {
  return `/v1/approvals/${encodeURIComponent(id)}`;
}

/** Speaks to the API about approvals. */
export function createApprovals(http: HttpClient, projectId: string | undefined): Approvals {
  async function decide(
    id: string,
    body: { readonly decision: "approve" | "deny"; readonly reason?: string },
    options: RequestOptions,
  ): Promise<ApprovalRequest> {
    const path = pathOf(id);
    return readApproval(await http.request({ ...options, projectId, method: "POST", path, body }));
  }

  return {
    async list({ status, sessionId, limit, cursor } = {}, options = {}) {
      const path = `/v1/approvals${toQuery({ status, session_id: sessionId, limit, cursor })}`;
      return readApprovals(await http.request({ ...options, projectId, method: "GET", path }));
    },
    async get(id, options = {}) {
      const path = pathOf(id);
      return readApproval(await http.request({ ...options, projectId, method: "GET", path }));
    },
    approve: (id, reason, options = {}) =>
      decide(id, { decision: "approve", ...(reason === undefined ? {} : { reason }) }, options),
    deny: (id, reason, options = {}) =>
      decide(id, { decision: "deny", ...(reason === undefined ? {} : { reason }) }, options),
  };
}
