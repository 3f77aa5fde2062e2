import type { Principal } from "../access/principal.ts";

/** What a request carries besides itself. */
export interface AppEnv {
  readonly Variables: {
    /** `req_…` */
    requestId: string;
    /** Set once the request is authenticated; on public routes nobody is. */
    principal: Principal;
  };
}
