import { RuntimeError } from "../runtime-error.ts";
import { fromProviderStatus } from "./from-provider-status.ts";
import { missingKey } from "./missing-key.ts";

const keyVariable = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_KEY\b/;

/** What went wrong at a model of the AI SDK, in the contract's terms. */
export function fromAiSdkError(cause: unknown): unknown {
  if (!(cause instanceof Error) || cause instanceof RuntimeError) return cause;
  // After attempts in vain the last failure says why.
  const last: unknown = Reflect.get(cause, "lastError");
  if (last instanceof Error) return fromAiSdkError(last);
  if (isMissingKey(cause)) {
    const [variable = "the key of the model's provider"] = keyVariable.exec(cause.message) ?? [];
    return missingKey(variable, cause);
  }
  return fromProviderStatus(Reflect.get(cause, "statusCode"), cause);
}

/** The gateway says so of itself with a 401, before it asks anybody. */
function isMissingKey({ name, message }: Error): boolean {
  if (name === "AI_LoadAPIKeyError") return true;
  return name === "GatewayAuthenticationError" && message.includes("No authentication provided");
}
