import type { SessionLike } from "@codespar/protocol";
import type { RequestContext } from "@mastra/core/request-context";

import type { MastraTool } from "./convert-tool.ts";
import { getTools } from "./get-tools.ts";
import type { MastraOptions } from "./mastra-options.ts";

/** What Mastra tells of a request. */
export interface RequestInfo {
  readonly requestContext: RequestContext;
}

/** An agent's `tools`, found for each request. */
export type DynamicTools = (request: RequestInfo) => Promise<Record<string, MastraTool>>;

/**
 * An agent's `tools` that depend on who asks: the session of each request is found, and its tools
 * are listed once per request (Mastra asks several times).
 *
 * @param resolveSession Finds the session of a request.
 */
export function dynamicTools(
  resolveSession: (request: RequestInfo) => SessionLike | Promise<SessionLike>,
  options: MastraOptions = {},
): DynamicTools {
  const listed = new WeakMap<RequestContext, Promise<Record<string, MastraTool>>>();

  async function list(request: RequestInfo): Promise<Record<string, MastraTool>> {
    return getTools(await resolveSession(request), options);
  }

  return (request) => {
    const { requestContext } = request;
    const known = listed.get(requestContext);
    if (known !== undefined) return known;
    const tools = list(request);
    listed.set(requestContext, tools);
    // A failure is not remembered: the next time may do better.
    tools.catch(() => listed.delete(requestContext));
    return tools;
  };
}
