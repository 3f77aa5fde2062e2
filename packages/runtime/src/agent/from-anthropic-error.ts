import { RuntimeError } from "../runtime-error.ts";

/** What went wrong at the model's provider, in the contract's terms; never its key or its body. */
export function fromAnthropicError(cause: unknown): unknown {
  if (!(cause instanceof Error) || cause instanceof RuntimeError) return cause;
  const status = "status" in cause ? cause.status : undefined;
  if (/authentication method|apiKey|api_key/i.test(cause.message) && status === undefined) {
    return unavailable("session.send needs a model: set ANTHROPIC_API_KEY.", cause);
  }
  if (status === 401 || status === 403) {
    return refused("The model's provider does not accept the API key.", cause);
  }
  if (status === 429) {
    return new RuntimeError("provider_rate_limited", "The model's provider is rate limiting.", {
      cause,
    });
  }
  if (typeof status === "number" && status < 500) {
    return refused(`The model's provider refused the request with HTTP ${status}.`, cause);
  }
  return unavailable("The model's provider did not answer to the end.", cause);
}

function refused(message: string, cause: Error): RuntimeError {
  return new RuntimeError("provider_error", message, { cause });
}

function unavailable(message: string, cause: Error): RuntimeError {
  return new RuntimeError("provider_unavailable", message, { cause });
}
