import type { ErrorCode, Tool, ToolData } from "@codespar/protocol";

import type { SettlementRow } from "../../store/schema.ts";

/** What a meta-tool decides to do with a call, before anything is dispatched. */
export type Plan =
  | {
      readonly kind: "call";
      readonly server: string;
      /** The tool's name on that server. */
      readonly remoteName: string;
      readonly input: ToolData;
      /** The server's data in the meta-tool's words. */
      readonly toData: (data: ToolData) => ToolData;
    }
  | { readonly kind: "answer"; readonly data: ToolData }
  | {
      readonly kind: "refuse";
      readonly code: ErrorCode;
      readonly message: string;
      readonly data?: ToolData;
    };

/** What a meta-tool may look at while it decides. */
export interface PlanContext {
  /** Ids of the servers the session has, in the order it asked for them. */
  readonly connected: readonly string[];
  /** Whether a sandbox server may stand in for a server the session lacks. */
  readonly mayStandIn: boolean;
  /** The session's tools. */
  readonly tools: readonly Tool[];
  /** The session's metadata. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Where links to this runtime start, without a trailing slash. */
  readonly publicUrl: string;
  /** A payment made in this project; the session's newest when no id is given. */
  findPayment(id?: string): Promise<SettlementRow | undefined>;
}

/** A tool the runtime itself offers, served by whichever connected server fits. */
export interface MetaTool {
  readonly tool: Tool;
  /** Decides what a call comes to; arguments satisfy the tool's schema. */
  plan(input: ToolData, context: PlanContext): Plan | Promise<Plan>;
}
