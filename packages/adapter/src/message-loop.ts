import type { SessionLike, Tool } from "@codespar/protocol";
import { withoutUndefined } from "@codespar/protocol/validation";

import type { ApprovalPolicy } from "./approval.ts";
import { bindOneTool } from "./bind-one-tool.ts";
import type { BoundTool } from "./bound-tool.ts";
import type { DefinitionOptions } from "./definition-options.ts";
import { handleCall, type HandleOptions, type MessageCall } from "./handle-call.ts";
import type { ToolOutcome } from "./outcome/tool-outcome.ts";
import { bindTools, type Toolkit, type ToolkitOptions } from "./toolkit.ts";
import { loadTracing } from "./tracing.ts";

/** A loop its user writes: definitions go out with a request, calls come back in a message. */
export interface MessageLoop {
  /** Lists a session's tools, and remembers them as those the model was sent. */
  list(session: SessionLike, options: DefinitionOptions): Promise<Toolkit>;
  /** Prepares the definition of one tool. */
  define(tool: Tool, options: DefinitionOptions): BoundTool;
  /**
   * Makes the calls of a message with the tools the model was last sent; they are listed when it
   * was sent none. Calls that are skipped are left out.
   */
  callAll<Call extends MessageCall>(
    session: SessionLike,
    calls: readonly Call[],
    options: HandleOptions,
  ): Promise<ReadonlyArray<Call & { readonly outcome: ToolOutcome }>>;
  /** Makes one call. */
  call(session: SessionLike, call: MessageCall, options: HandleOptions): Promise<ToolOutcome>;
}

/** A session's tools as the model was last sent them. */
interface Listing {
  readonly tools: readonly Tool[];
  readonly options: DefinitionOptions;
  readonly toolkit: Toolkit;
}

/** Creates the loop of an API; sessions that are gone leave its memory by themselves. */
export function createMessageLoop(api: ToolkitOptions): MessageLoop {
  const listings = new WeakMap<SessionLike, Listing>();

  async function list(session: SessionLike, options: DefinitionOptions): Promise<Listing> {
    await loadTracing();
    const tools = await session.tools();
    const toolkit = bindTools(session, tools, toToolkitOptions(api, options));
    const listing = { tools, options, toolkit };
    listings.set(session, listing);
    return listing;
  }

  async function open(session: SessionLike, handling: HandleOptions): Promise<OpenMessage> {
    // What a handler is given is for its own calls: nothing of it is remembered.
    const listing = listings.get(session) ?? (await list(session, {}));
    const { tools, options } = listing;
    const defining = definingOf(handling, options);
    const toolkit =
      defining === undefined
        ? listing.toolkit
        : bindTools(session, tools, toToolkitOptions(api, { ...options, ...defining }));
    return { toolkit, approval: policyOf(handling, options) };
  }

  return {
    list: async (session, options) => (await list(session, options)).toolkit,
    define: (tool, options) => bindOneTool(tool, toToolkitOptions(api, options)),
    async callAll(session, calls, options) {
      if (calls.length === 0) return [];
      const { toolkit, approval } = await open(session, options);
      const answer = async <Call extends MessageCall>(call: Call) => ({
        ...call,
        outcome: await handleCall(toolkit, call, { ...options, approval }),
      });
      const skips = options.unknown === "skip";
      const known = skips ? calls.filter(({ name }) => toolkit.find(name) !== undefined) : calls;
      return Promise.all(known.map(answer));
    },
    async call(session, call, options) {
      const { toolkit, approval } = await open(session, options);
      return handleCall(toolkit, call, { ...options, approval });
    },
  };
}

/** What the calls of one message are made with. */
interface OpenMessage {
  readonly toolkit: Toolkit;
  readonly approval: ApprovalPolicy;
}

/** Such a loop cannot pause: approval is off until it is asked for, or somebody is there to ask. */
function toToolkitOptions(
  api: ToolkitOptions,
  { defer, ...options }: DefinitionOptions,
): ToolkitOptions {
  const canDefer = api.canDefer === true && defer === true;
  return { ...options, approval: policyOf(options), ...api, canDefer };
}

/** A handler's own policy, or that of the definitions; who can be asked is never passed over. */
function policyOf(
  { approve, approval }: Pick<HandleOptions, "approve" | "approval">,
  sent: DefinitionOptions = {},
): ApprovalPolicy {
  if (approval !== undefined) return approval;
  const listed = sent.approval ?? (sent.approve === undefined ? "never" : "destructive");
  return listed === "never" && approve !== undefined ? "destructive" : listed;
}

/** What is of a call and not of its tool. */
const ofCalls = {
  signal: undefined,
  approve: undefined,
  approval: undefined,
  timeoutMs: undefined,
  maxResultChars: undefined,
  unknown: undefined,
};

/** What a handler is told of the tools that the definitions were not. */
function definingOf(
  handling: HandleOptions,
  sent: DefinitionOptions,
): DefinitionOptions | undefined {
  const given = withoutUndefined({ ...handling, ...ofCalls });
  const differs = Object.entries(given).some(([name, value]) => Reflect.get(sent, name) !== value);
  return differs ? { ...given, onSkip: undefined } : undefined;
}
