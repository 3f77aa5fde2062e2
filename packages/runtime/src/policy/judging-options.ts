import type { ScopedPolicy } from "./judge-call.ts";

/** What else a call is judged by. */
export interface JudgingOptions {
  /** Policies that hold for this call besides those of its session. */
  readonly policies?: readonly ScopedPolicy[] | undefined;
  /** The approval its request waited for, when a person has decided. */
  readonly decidedApproval?: string | undefined;
}
