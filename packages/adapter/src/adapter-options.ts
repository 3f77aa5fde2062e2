import type { Tool } from "@codespar/protocol";

import type { ApprovalPolicy } from "./approval.ts";
import type { ToolOutcome } from "./outcome/tool-outcome.ts";
import type { Dialect } from "./schema/dialect.ts";

/** A call as hooks see it. */
export interface HookedCall {
  readonly tool: Tool;
  readonly input: Readonly<Record<string, unknown>>;
  readonly toolCallId: string | undefined;
  /** The framework's id of the run, where it gives one. */
  readonly runId: string | undefined;
}

/** The options every adapter takes. */
export interface AdapterOptions {
  /** Names of the only tools to use, as the session lists them. */
  readonly include?: readonly string[] | undefined;
  /** Names of tools to leave out. */
  readonly exclude?: readonly string[] | undefined;
  /** Whether to use a tool. */
  readonly filter?: ((tool: Tool) => boolean) | undefined;
  /** Proposes the name a model sees; made portable and unique afterwards (the tool's own name). */
  readonly naming?: ((tool: Tool) => string) | undefined;
  /** Which calls pause for a person, where the framework can pause (`"destructive"`). */
  readonly approval?: ApprovalPolicy | undefined;
  /** Whether to ask for strict mode where a schema can say the same in it (`"off"`). */
  readonly strict?: "off" | "auto" | undefined;
  /** Characters of a result that the model is given (20,000). */
  readonly maxResultChars?: number | undefined;
  /**
   * Runs before a call is made; what it returns takes the place of the arguments, but not in the
   * derived key: a replay is known by what the model wrote.
   */
  readonly beforeExecute?:
    | ((
        call: HookedCall,
      ) =>
        | Readonly<Record<string, unknown>>
        | void
        | Promise<Readonly<Record<string, unknown>> | void>)
    | undefined;
  /** Runs after a call; what it throws is ignored, the call is over. */
  readonly afterExecute?: ((call: HookedCall, outcome: ToolOutcome) => unknown) | undefined;
  /** Hears of tools that cannot be offered, with the reason. */
  readonly onSkip?: ((tool: Tool, reason: string) => void) | undefined;
  /** The idempotency key of a call; derived from the framework's ids when it returns nothing. */
  readonly idempotencyKey?: ((call: HookedCall) => string | undefined) | undefined;
  /** Milliseconds one call may take (the session's). */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds a call waits for a person, where the session's policy asks for one (0). */
  readonly approvalTimeoutMs?: number | undefined;
  /** Tokens that tool definitions may cost; the rest is deferred, or found by a search tool. */
  readonly budget?: { readonly tokens: number } | undefined;
  /** Whose schema rules to follow (what suits the framework). */
  readonly dialect?: Dialect | undefined;
}
