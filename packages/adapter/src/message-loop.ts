import type { SessionLike, Tool } from "@codespar/protocol";

import type { AdapterOptions } from "./adapter-options.ts";
import { bindOneTool } from "./bind-one-tool.ts";
import type { BoundTool } from "./bound-tool.ts";
import { handleCall, type HandleOptions, type MessageCall } from "./handle-call.ts";
import type { ToolOutcome } from "./outcome/tool-outcome.ts";
import { createToolkit, type Toolkit, type ToolkitOptions } from "./toolkit.ts";

/** How tools are defined in a message loop. */
export interface DefinitionOptions extends AdapterOptions {
  /** Whether to defer what is over the budget, where the API can. */
  readonly defer?: boolean | undefined;
}

/** A loop its user writes: definitions go out with a request, calls come back in a message. */
export interface MessageLoop {
  /** Lists a session's tools, and remembers them as those the model was sent. */
  list(session: SessionLike, options: DefinitionOptions): Promise<Toolkit>;
  /** Prepares the definition of one tool. */
  define(tool: Tool, options: DefinitionOptions): BoundTool;
  /** Makes a call with the tools the model was last sent; they are listed when it was sent none. */
  call(session: SessionLike, call: MessageCall, options: HandleOptions): Promise<ToolOutcome>;
}

/** Creates the loop of an API; sessions that are gone leave its memory by themselves. */
export function createMessageLoop(api: ToolkitOptions): MessageLoop {
  const sent = new WeakMap<SessionLike, Toolkit>();

  async function list(session: SessionLike, options: DefinitionOptions): Promise<Toolkit> {
    const toolkit = await createToolkit(session, complete(options));
    sent.set(session, toolkit);
    return toolkit;
  }

  function complete({ defer, ...options }: DefinitionOptions): ToolkitOptions {
    const canDefer = api.canDefer === true && defer === true;
    // Such a loop cannot pause: approval is off until it is asked for.
    return { approval: "never", ...options, ...api, canDefer };
  }

  return {
    list,
    define: (tool, options) => bindOneTool(tool, complete(options)),
    call: async (session, call, options) =>
      handleCall(sent.get(session) ?? (await list(session, options)), call, options),
  };
}
