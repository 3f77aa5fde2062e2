import { RuntimeError } from "../runtime-error.ts";
import { fromProviderStatus } from "./from-provider-status.ts";
import { missingKey } from "./missing-key.ts";

/** What went wrong at Anthropic's API, in the contract's terms. */
export function fromAnthropicError(cause: unknown): unknown {
  if (!(cause instanceof Error) || cause instanceof RuntimeError) return cause;
  const status: unknown = Reflect.get(cause, "status");
  if (/authentication method|apiKey|api_key/i.test(cause.message) && status === undefined) {
    return missingKey("ANTHROPIC_API_KEY", cause);
  }
  return fromProviderStatus(status, cause);
}
