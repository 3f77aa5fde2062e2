import { ExponentialBackoff, handleType, type IPolicy, retry } from "cockatiel";

import { StoreUnavailableError } from "../store/store-unavailable-error.ts";

const policy: IPolicy = retry(handleType(StoreUnavailableError), {
  maxAttempts: 20,
  backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 2_000 }),
});

/** Writes again what the store could not be reached for, for about half a minute. */
export function untilReached<Result>(write: () => Promise<Result>): Promise<Result> {
  return policy.execute(write);
}
