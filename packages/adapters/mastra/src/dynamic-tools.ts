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

interface Listing {
  readonly sessionId: string;
  readonly tools: Promise<Record<string, MastraTool>>;
}

/**
 * An agent's `tools` that depend on who asks. Mastra asks several times in a request, and again when
 * a run is resumed: the session is found each time, and its tools are listed once per request.
 *
 * @param resolveSession Finds the session of a request.
 */
export function dynamicTools(
  resolveSession: (request: RequestInfo) => SessionLike | Promise<SessionLike>,
  options: MastraOptions = {},
): DynamicTools {
  const listed = new WeakMap<RequestContext, Listing>();

  return async (request) => {
    const { requestContext } = request;
    const session = await resolveSession(request);
    const known = listed.get(requestContext);
    if (known?.sessionId === session.id) return known.tools;
    const tools = getTools(session, options);
    listed.set(requestContext, { sessionId: session.id, tools });
    // A failure is not remembered: the next time may do better.
    tools.catch(() => listed.delete(requestContext));
    return tools;
  };
}
