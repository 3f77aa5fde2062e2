import type { CallLog, RouteAnswer, RouteName } from "@codespar/protocol";

import type { RequestOptions } from "./http-client.ts";
import { readCallLog } from "./read-response.ts";
import type { RouteRequest } from "./route-request.ts";

/** What became of a call whose outcome was unknown. */
export interface CallResolution extends RequestOptions {
  /** Whether it took effect. */
  readonly executed: boolean;
  /** How that is known, for the audit. */
  readonly reason: string;
  /** What the tool would have answered, where it is known. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

/** Single calls, by `result.tool_call_id`. */
export interface Calls {
  get(toolCallId: string, options?: RequestOptions): Promise<CallLog>;
  /** Says what became of a call; needs a key with the scope `approvals:write`. */
  resolve(toolCallId: string, resolution: CallResolution): Promise<CallLog>;
}

type Request = <Name extends RouteName>(
  name: Name,
  details?: RouteRequest,
) => Promise<RouteAnswer<Name>>;

/** Speaks to the API about calls. */
export function createCalls(request: Request): Calls {
  return {
    async get(id, options = {}) {
      const params = { tool_call_id: id };
      return readCallLog(await request("getToolCall", { ...options, params }));
    },
    async resolve(id, { executed, reason, data, ...options }) {
      const outcome = executed ? "executed" : "not_executed";
      const body = { outcome, reason, ...(data === undefined ? {} : { data }) };
      const params = { tool_call_id: id };
      return readCallLog(await request("resolveToolCall", { ...options, params, body }));
    },
  };
}
