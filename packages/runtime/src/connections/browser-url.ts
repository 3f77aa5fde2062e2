import { RuntimeError } from "../runtime-error.ts";
import { isLoopback } from "./is-browser-url.ts";

/**
 * Where browsers reach this runtime: what was configured, or this machine itself. A request's own
 * word is not taken for it, or whoever sends the request could have users sent elsewhere.
 *
 * @param requestUrl The address of the request that asks.
 * @throws RuntimeError `redirect_url_required` when neither is known.
 */
export function browserUrl(publicUrl: string | undefined, requestUrl: string): string {
  if (publicUrl !== undefined) return publicUrl;
  const { origin, hostname } = new URL(requestUrl);
  if (isLoopback(hostname)) return origin;
  throw new RuntimeError(
    "redirect_url_required",
    "Set the runtime's publicUrl: users come back there when they have authorized a server.",
  );
}
