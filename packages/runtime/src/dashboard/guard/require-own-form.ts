import type { KeyObject } from "node:crypto";

import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";

import { equalInConstantTime, sign } from "../../digest.ts";
import { newId } from "../../ids.ts";
import { RuntimeError } from "../../runtime-error.ts";
import type { DashboardEnv } from "../dashboard-env.ts";
import type { DashboardParts } from "../dashboard-parts.ts";
import { isSecure } from "./session-cookie.ts";

const visitorCookie = "codespar_visitor";

/** What forms of this browser must bring back: bound to its sign-in, or to it before one. */
export function csrfOf(
  parts: DashboardParts,
  context: Context,
  session: string | undefined,
): string {
  return tokenOf(parts.signingKey, session ?? visitorOf(parts, context));
}

function tokenOf(signingKey: KeyObject, browser: string): string {
  return sign(signingKey, `dashboard form ${browser}`);
}

function visitorOf(parts: DashboardParts, context: Context): string {
  const known = getCookie(context, visitorCookie);
  if (known !== undefined) return known;
  const visitor = newId("web");
  setCookie(context, visitorCookie, visitor, {
    path: "/dashboard",
    httpOnly: true,
    sameSite: "Strict",
    secure: isSecure(parts, context),
  });
  return visitor;
}

/**
 * Reads the form of a request that one of this browser's own pages sent.
 *
 * @throws RuntimeError `invalid_request` (403) for a form of any other page.
 */
export async function requireOwnForm(
  { publicUrl }: DashboardParts,
  context: Context<DashboardEnv>,
): Promise<URLSearchParams> {
  const { req } = context;
  const site = req.header("sec-fetch-site");
  const origin = req.header("origin");
  const own = [publicUrl, req.url].map((url) => url && new URL(url).origin);
  const isForeign =
    (site !== undefined && site !== "same-origin" && site !== "none") ||
    (origin !== undefined && !own.includes(origin));
  const type = req.header("content-type") ?? "";
  const isForm = type.startsWith("application/x-www-form-urlencoded");
  const form = new URLSearchParams(isForm ? await req.text() : "");
  if (!isForeign && equalInConstantTime(form.get("csrf") ?? "", context.get("csrf"))) return form;
  throw new RuntimeError("invalid_request", "The form is not one of this browser's own.", {
    status: 403,
    details: { field: "csrf" },
    problem: { kind: "form_foreign" },
  });
}
