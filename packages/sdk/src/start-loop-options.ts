import type {
  DurableLoopRequest,
  DurableLoopRequestStep,
  LoopRetryPolicy,
  LoopTest,
} from "@codespar/protocol";

import type { RequestOptions } from "./http-client.ts";
import type { RetryPolicy } from "./loop.ts";

/** One step of a loop that the runtime runs. */
export interface DurableLoopStepOptions {
  /** Tool name. */
  readonly tool: string;
  /**
   * Arguments (none). A text that is a reference to an earlier step,
   * `"{{steps[0].data.payment_id}}"`, becomes the value it names; one inside other text is put into
   * it; `\{{` stands for `{{`.
   */
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  /** Whether to run it: a test, or several that must all hold (it is run). */
  readonly when?: LoopTest | readonly LoopTest[] | undefined;
  /** When it is tried again (the loop's). */
  readonly retryPolicy?: RetryPolicy | undefined;
}

/** A loop that the runtime runs to its end. */
export interface StartLoopOptions extends RequestOptions {
  /** 1 to 100 calls, in order. */
  readonly steps: readonly DurableLoopStepOptions[];
  /** Stop at the first failed step (true). */
  readonly abortOnError?: boolean | undefined;
  /** For the steps that have none of their own (never). */
  readonly retryPolicy?: RetryPolicy | undefined;
  /** The same key finds the loop that was started with it (a fresh one). */
  readonly idempotencyKey?: string | undefined;
}

/** The loop as it travels. */
export function toLoopRequest(options: StartLoopOptions): DurableLoopRequest {
  const { steps, abortOnError, retryPolicy } = options;
  return {
    steps: steps.map(toStep),
    ...(abortOnError === undefined ? {} : { abort_on_error: abortOnError }),
    ...(retryPolicy === undefined ? {} : { retry_policy: toPolicy(retryPolicy) }),
  };
}

function toStep({
  tool,
  params,
  when,
  retryPolicy,
}: DurableLoopStepOptions): DurableLoopRequestStep {
  return {
    tool,
    ...(params === undefined ? {} : { params }),
    ...(when === undefined ? {} : { when }),
    ...(retryPolicy === undefined ? {} : { retry_policy: toPolicy(retryPolicy) }),
  };
}

function toPolicy({ maxRetries, backoff, baseDelay }: RetryPolicy): LoopRetryPolicy {
  return {
    ...(maxRetries === undefined ? {} : { max_retries: maxRetries }),
    ...(backoff === undefined ? {} : { backoff }),
    ...(baseDelay === undefined ? {} : { base_delay_ms: baseDelay }),
  };
}
