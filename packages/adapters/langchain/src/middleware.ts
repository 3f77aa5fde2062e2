import { refuseCutOff, refuseUnapproved } from "@codespar/adapter";
import type { SessionLike } from "@codespar/protocol";
import { type AgentMiddleware, createMiddleware } from "langchain";

import { markApproved } from "./approved-call.ts";
import { askPerson } from "./ask-person.ts";
import { getTools } from "./get-tools.ts";
import { isCutOff } from "./is-cut-off.ts";
import { keepMalformedCalls } from "./keep-malformed-calls.ts";
import type { LangChainOptions } from "./langchain-options.ts";
import { asWritten } from "./malformed-arguments.ts";
import { SessionTool } from "./session-tool.ts";
import { toErrorMessage } from "./to-tool-message.ts";

export type { ApprovalDecision, ApprovalRequest } from "./ask-person.ts";

/** How the middleware guards and supplies tools. */
export interface MiddlewareOptions extends LangChainOptions {
  /**
   * Whether the agent is given the tools the session has at each model call (when it was given
   * none of them). Needs `langchain` 1.2.39 or later.
   */
  readonly dynamic?: boolean | undefined;
}

/**
 * Pauses `createAgent` before calls that need approval, and supplies a session's tools.
 *
 * Each waiting call is an interrupt whose value is an ApprovalRequest; resume with
 * `new Command({ resume: { [toolCallId]: decision } })`. A call without a decision of its own is
 * rejected. List it before middleware that retries.
 */
export function codesparMiddleware(
  session: SessionLike,
  options: MiddlewareOptions = {},
): AgentMiddleware {
  const { dynamic, approval = "destructive" } = options;
  let supplied: readonly SessionTool[] | undefined;
  let supplies = dynamic !== false;

  async function list(): Promise<readonly SessionTool[]> {
    supplied = await getTools(session, { ...options, approval: "never" });
    return supplied;
  }

  async function supply(given: readonly unknown[]): Promise<readonly SessionTool[]> {
    if (dynamic === undefined) supplies = !given.some((tool) => tool instanceof SessionTool);
    if (!supplies) return [];
    const names = new Set(given.map(nameOf));
    return (await list()).filter(({ name }) => !names.has(name));
  }

  /** A run may be resumed where the model has not been called yet: then nothing is listed. */
  async function find(called: string): Promise<SessionTool | undefined> {
    if (!supplies) return undefined;
    return (supplied ?? (await list())).find(({ name }) => name === called);
  }

  return createMiddleware({
    name: "codespar",
    async wrapModelCall(request, handler) {
      const tools = [...request.tools, ...(await supply(request.tools))];
      const own = new Set(tools.filter((tool) => tool instanceof SessionTool).map(nameOf));
      const answer = await handler({ ...request, tools });
      keepMalformedCalls(answer, (name) => own.has(name));
      return answer;
    },
    async wrapToolCall(request, handler) {
      const { toolCall } = request;
      const tool = request.tool ?? (await find(toolCall.name));
      if (!(tool instanceof SessionTool)) return handler(request);
      const { id = "" } = toolCall;
      if (isCutOff(request.state.messages, id)) {
        return toErrorMessage(tool.bound, id, refuseCutOff(tool.bound.tool));
      }
      const { interrupt } = request.runtime;
      const approve = interrupt && askPerson(interrupt, id);
      const input = asWritten(toolCall.args);
      const refused = await refuseUnapproved(tool.bound, input, { approval, approve });
      if (refused !== undefined) return toErrorMessage(tool.bound, id, refused);
      return handler({ ...request, tool, toolCall: markApproved(toolCall) });
    },
  });
}

function nameOf(tool: unknown): unknown {
  return typeof tool === "object" && tool !== null ? Reflect.get(tool, "name") : undefined;
}
