import { type ExecuteOptions, isTransient, type ToolResult } from "@codespar/protocol";

import { CodeSparError, ConnectionError } from "./errors.ts";
import { newIdempotencyKey } from "./new-idempotency-key.ts";
import { sleep } from "./sleep.ts";

/** One step of a loop. */
export interface LoopStep {
  /** Tool name. */
  readonly tool: string;
  /** Arguments, or a function of the results so far. */
  readonly params:
    | Readonly<Record<string, unknown>>
    | ((results: readonly ToolResult[]) => Readonly<Record<string, unknown>>);
  /** Whether to run the step; a skipped step leaves no result. */
  readonly when?: ((results: readonly ToolResult[]) => boolean) | undefined;
}

/** When and how a failed step is tried again, always under its own idempotency key. */
export interface RetryPolicy {
  /** Further attempts after the first (0). */
  readonly maxRetries?: number | undefined;
  /** How the delay grows (`"exponential"`). */
  readonly backoff?: "linear" | "exponential" | undefined;
  /** Milliseconds before the first retry (1,000). */
  readonly baseDelay?: number | undefined;
}

/** A sequence of tool calls with no model in between. */
export interface LoopOptions {
  /** The calls, in order. */
  readonly steps: readonly LoopStep[];
  /** Stop at the first failure (true). */
  readonly abortOnError?: boolean | undefined;
  /** Called, and waited for, after each step that succeeded; what it throws counts as a failure. */
  readonly onStepComplete?:
    | ((step: LoopStep, result: ToolResult, index: number) => unknown)
    | undefined;
  /** Called, and waited for, after each step that failed for good. */
  readonly onStepError?: ((step: LoopStep, error: Error, index: number) => unknown) | undefined;
  /** When a failed step is tried again (never). Only failures that did nothing are. */
  readonly retryPolicy?: RetryPolicy | undefined;
  /** The same key makes the same loop: steps done before are not done again (a fresh one). */
  readonly idempotencyKey?: string | undefined;
  /** Stops the loop; the step under way is canceled. */
  readonly signal?: AbortSignal | undefined;
}

/** What came of a loop. */
export interface LoopResult {
  /** Whether no step failed, and no callback did. */
  readonly success: boolean;
  /** The results, in order; skipped steps have none. */
  readonly results: readonly ToolResult[];
  /** Steps that succeeded. */
  readonly completedSteps: number;
  /** Steps there were. */
  readonly totalSteps: number;
  /** Milliseconds, whole. */
  readonly duration: number;
  /** The first failure, when there was one. */
  readonly error?: Error;
}

type Execute = (
  tool: string,
  params: Readonly<Record<string, unknown>>,
  options: ExecuteOptions,
) => Promise<ToolResult>;

/** Runs the steps in order, each exactly once. */
export async function runLoop(execute: Execute, options: LoopOptions): Promise<LoopResult> {
  const { steps, abortOnError = true, idempotencyKey = newIdempotencyKey(), signal } = options;
  const startedAt = Date.now();
  const results: ToolResult[] = [];
  const failures: Error[] = [];
  const outcomes: StepOutcome[] = [];
  for (const [index, step] of steps.entries()) {
    const call = callOf(step, results);
    if (call === undefined) continue;
    const key = `${idempotencyKey}:${index}`;
    const outcome =
      call instanceof Error
        ? { result: undefined, error: call }
        : await runStep(execute, options, { step, params: call.params, key });
    outcomes.push(outcome);
    if (outcome.result !== undefined) results.push(outcome.result);
    const failed = await tell(options, { step, outcome, index });
    failures.push(...failed);
    const stops = abortOnError || signal?.aborted === true;
    if (failed.length > 0 && stops) break;
  }
  const [error] = failures;
  return {
    success: failures.length === 0,
    results,
    completedSteps: outcomes.filter((outcome) => outcome.error === undefined).length,
    totalSteps: steps.length,
    duration: Date.now() - startedAt,
    ...(error === undefined ? {} : { error }),
  };
}

/** The call of a step; none for one that is skipped. What its functions throw fails the step. */
function callOf(
  { params, when }: LoopStep,
  results: readonly ToolResult[],
): Pick<RunningStep, "params"> | Error | undefined {
  try {
    if (when?.(results) === false) return undefined;
    return { params: typeof params === "function" ? params(results) : params };
  } catch (cause) {
    return toError(cause);
  }
}

interface FinishedStep {
  readonly step: LoopStep;
  readonly outcome: StepOutcome;
  readonly index: number;
}

/** Tells of a step, and answers what failed: the step, and whoever was told. */
async function tell(
  { onStepComplete, onStepError }: LoopOptions,
  { step, outcome, index }: FinishedStep,
): Promise<readonly Error[]> {
  const { error } = outcome;
  const failed = error === undefined ? [] : [error];
  try {
    if (error === undefined) await onStepComplete?.(step, outcome.result, index);
    else await onStepError?.(step, error, index);
    return failed;
  } catch (cause) {
    return [...failed, toError(cause)];
  }
}

interface RunningStep {
  readonly step: LoopStep;
  readonly params: Readonly<Record<string, unknown>>;
  readonly key: string;
}

type StepOutcome =
  | { readonly result: ToolResult; readonly error?: undefined }
  | { readonly result: ToolResult | undefined; readonly error: Error };

async function runStep(
  execute: Execute,
  { retryPolicy = {}, signal }: LoopOptions,
  { step, params, key }: RunningStep,
): Promise<StepOutcome> {
  const { maxRetries = 0 } = retryPolicy;
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await tryStep(() =>
      execute(step.tool, params, {
        idempotencyKey: key,
        ...(signal === undefined ? {} : { signal }),
      }),
    );
    if (outcome.error === undefined) return outcome;
    if (attempt >= maxRetries || !isRetryable(outcome.error)) return outcome;
    await sleep(delayOf(retryPolicy, attempt), signal);
  }
}

async function tryStep(run: () => Promise<ToolResult>): Promise<StepOutcome> {
  try {
    const result = await run();
    if (result.success) return { result };
    const code = result.error_code ?? "provider_error";
    return { result, error: new CodeSparError(code, result.error ?? "The tool failed.") };
  } catch (cause) {
    return { result: undefined, error: toError(cause) };
  }
}

function toError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}

function isRetryable(error: Error): boolean {
  return error instanceof ConnectionError || (CodeSparError.is(error) && isTransient(error.code));
}

function delayOf(
  { backoff = "exponential", baseDelay = 1_000 }: RetryPolicy,
  attempt: number,
): number {
  return backoff === "linear" ? baseDelay * (attempt + 1) : baseDelay * 2 ** attempt;
}
