import { type Deadline, startDeadline } from "./deadline.ts";
import { AbortError } from "./errors.ts";

/**
 * Waits for something until the time is over at the latest, also in the midst of a request that is
 * made under the deadline's signal.
 *
 * @returns `undefined` when the time was over first.
 * @throws CodeSparError `aborted` when the caller stopped.
 */
export async function withinTime<Result>(
  timeoutMs: number,
  caller: AbortSignal | undefined,
  run: (deadline: Deadline) => Promise<Result>,
): Promise<Result | undefined> {
  using deadline = startDeadline(timeoutMs, caller);
  try {
    return await run(deadline);
  } catch (cause) {
    if (!deadline.signal.aborted) throw cause;
    const ended = deadline.toError();
    if (ended instanceof AbortError) throw ended;
    return undefined;
  }
}
