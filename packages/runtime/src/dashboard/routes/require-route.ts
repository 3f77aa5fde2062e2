import { type RouteName, routes } from "@codespar/protocol";

import type { Principal } from "../../access/principal.ts";
import { requireScope } from "../../access/require-scope.ts";

/**
 * Lets somebody through who may use an endpoint of the API: a page shows no more than it.
 *
 * @throws RuntimeError `insufficient_scope`
 */
export function requireRoute(principal: Principal, name: RouteName): void {
  const { scope } = routes[name];
  if (scope !== null && scope !== "any") requireScope(principal, scope);
}
