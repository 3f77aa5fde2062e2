import type { Context } from "hono";

import type { AppEnv } from "./app-env.ts";
import type { HttpParts } from "./http-parts.ts";

/** Whether the key of a request is valid still: streams go on for long after it was checked. */
export function isStillValid(
  { authenticate }: Pick<HttpParts, "authenticate">,
  { req }: Context<AppEnv>,
): Promise<boolean> {
  return authenticate(req.header("authorization"), req.header("x-codespar-project")).then(
    () => true,
    () => false,
  );
}
