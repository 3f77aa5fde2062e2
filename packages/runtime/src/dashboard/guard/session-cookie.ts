import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";

import { createDashboardToken, type DashboardGrant } from "../../access/dashboard-token.ts";
import type { DashboardParts } from "../dashboard-parts.ts";

/** Who is signed in, kept by the browser: never sent by other sites, never seen by scripts. */
export interface SessionCookie {
  read(context: Context): string | undefined;
  write(context: Context, grant: DashboardGrant): void;
  remove(context: Context): void;
}

const name = "codespar_dashboard";
const path = "/dashboard";

/** Creates the cookie of a runtime. */
export function createSessionCookie(parts: DashboardParts): SessionCookie {
  return {
    read: (context) => getCookie(context, name),
    write(context, grant) {
      setCookie(context, name, createDashboardToken(parts.signingKey, grant), {
        path,
        httpOnly: true,
        sameSite: "Strict",
        secure: isSecure(parts, context),
        maxAge: Math.max(0, Math.floor((grant.expiresAt - parts.clock.now()) / 1_000)),
      });
    },
    remove(context) {
      deleteCookie(context, name, { path, secure: isSecure(parts, context) });
    },
  };
}

/** Whether browsers reach this runtime over https. */
export function isSecure({ publicUrl }: DashboardParts, context: Context): boolean {
  return (publicUrl ?? context.req.url).startsWith("https:");
}
