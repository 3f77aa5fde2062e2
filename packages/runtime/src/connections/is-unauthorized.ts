import { SdkHttpError, UnauthorizedError } from "@modelcontextprotocol/client";

/** Whether a server asks for an account of the user's. */
export function isUnauthorized(cause: unknown): boolean {
  if (cause instanceof UnauthorizedError) return true;
  return cause instanceof SdkHttpError && cause.data.status === 401;
}
