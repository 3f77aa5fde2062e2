import { RuntimeError } from "../runtime-error.ts";

/**
 * What went wrong at a model's provider, in the contract's terms; never its key or its body.
 *
 * @param status The HTTP status, when there was an answer.
 */
export function fromProviderStatus(status: unknown, cause: Error): RuntimeError {
  if (status === 401 || status === 403) {
    const message = "The model's provider does not accept the API key.";
    return new RuntimeError("provider_error", message, { cause });
  }
  if (status === 429) {
    const message = "The model's provider is rate limiting.";
    return new RuntimeError("provider_rate_limited", message, { cause });
  }
  if (typeof status === "number" && status >= 400 && status < 500) {
    const message = `The model's provider refused the request with HTTP ${status}.`;
    return new RuntimeError("provider_error", message, { cause });
  }
  const message = "The model's provider did not answer to the end.";
  return new RuntimeError("provider_unavailable", message, { cause });
}
