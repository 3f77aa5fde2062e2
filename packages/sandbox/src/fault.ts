import { SandboxError } from "./sandbox-error.ts";

/**
 * What a call can be made to suffer: write the value into the `description` (or `message`) of any
 * tool that changes something.
 */
export const faults: Readonly<
  Record<"declined" | "rateLimited" | "unavailable" | "timeoutAfterCommit", string>
> = {
  declined: "sandbox:declined",
  rateLimited: "sandbox:rate_limited",
  unavailable: "sandbox:unavailable",
  timeoutAfterCommit: "sandbox:timeout_after_commit",
};

/** Fails as a provider would when the input asks for it. */
export function throwRequestedFault(text: string | undefined): void {
  if (text === undefined) return;
  if (text.includes(faults.declined)) {
    throw new SandboxError("provider_error", "The provider declined the request.", {
      reason: "declined",
    });
  }
  if (text.includes(faults.rateLimited)) {
    throw new SandboxError("provider_rate_limited", "The provider is rate limiting.", {
      retry_after: 2,
    });
  }
  if (text.includes(faults.unavailable)) {
    throw new SandboxError("provider_error", "The provider answered 503.", { reason: "503" });
  }
}

/** Whether the input asks for an answer that never comes although the work was done. */
export function asksForTimeout(text: string | undefined): boolean {
  return text?.includes(faults.timeoutAfterCommit) === true;
}
