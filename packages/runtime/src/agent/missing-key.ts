import { RuntimeError } from "../runtime-error.ts";

/** A model that cannot be asked without a key; asking again would not help. */
export function missingKey(variable: string, cause: Error): RuntimeError {
  const message = `session.send needs a model: set ${variable} where the runtime runs.`;
  return new RuntimeError("provider_error", message, { cause });
}
