import { isIP } from "node:net";

import type { Context } from "hono";

import { isLoopback } from "../connections/is-browser-url.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { AppEnv } from "./app-env.ts";
import type { HttpParts } from "./http-parts.ts";

/**
 * Refuses requests that a page in a browser was led into sending here: those of another origin, and
 * those under a name that is not this runtime's. Source: Model Context Protocol, Streamable HTTP,
 * security warning.
 */
export function refuseForeignHost({ publicUrl }: HttpParts, { req }: Context<AppEnv>): void {
  const own = publicUrl ?? new URL(req.url).origin;
  const origin = req.header("origin");
  if (origin !== undefined && origin !== new URL(own).origin) {
    throw new RuntimeError("invalid_request", "Requests from other origins are not served.", {
      status: 403,
    });
  }
  // Requests inside this process have no such header.
  const host = req.header("host");
  const name = host === undefined ? undefined : URL.parse(`http://${host}`)?.hostname;
  if (host === undefined || (name !== undefined && isOwn(name, publicUrl))) return;
  throw new RuntimeError("invalid_request", "Requests under other names are not served.", {
    status: 403,
  });
}

function isOwn(name: string, publicUrl: string | undefined): boolean {
  const isAddress = isIP(name.replaceAll(/^\[|\]$/g, "")) !== 0;
  return isAddress || isLoopback(name) || name === URL.parse(publicUrl ?? "")?.hostname;
}
