import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";

import type { Messages } from "../messages/en.ts";
import { createFormat, type Format } from "./create-format.ts";
import { catalogs, chooseLanguage, chooseLocale, type Language, languages } from "./language.ts";

/** How pages look: as the system says, or as the reader picked. */
export const themes = ["system", "light", "dark"] as const;

/** One of {@link themes}. */
export type Theme = (typeof themes)[number];

/** The names of the cookies that keep what a reader picked. */
export const preferenceCookies = {
  language: "codespar_language",
  theme: "codespar_theme",
  timeZone: "codespar_time_zone",
} as const;

/** Who reads a page: their language, time zone and theme. */
export interface Reader {
  readonly language: Language;
  readonly timeZone: string;
  readonly theme: Theme;
  readonly text: Messages;
  readonly format: Format;
}

/** Tells who reads, by their cookies and their browser. */
export function readReader(context: Context): Reader {
  const accepted = context.req.header("accept-language");
  const asked = languages.find((known) => known === context.req.query("language"));
  if (asked !== undefined) keepPreference(context, "language", asked);
  const picked = asked ?? getCookie(context, preferenceCookies.language);
  const language = chooseLanguage(picked, accepted);
  const told = getCookie(context, preferenceCookies.timeZone);
  const timeZone = told !== undefined && isTimeZone(told) ? told : "UTC";
  const shade = getCookie(context, preferenceCookies.theme);
  const theme = themes.find((candidate) => candidate === shade) ?? "system";
  const format = createFormat(chooseLocale(language, accepted), timeZone);
  return { language, timeZone, theme, text: catalogs[language], format };
}

const yearSeconds = 31_536_000;

/** Keeps what a reader picked, for a year; it is no secret. */
export function keepPreference(
  context: Context,
  name: keyof typeof preferenceCookies,
  value: string,
): void {
  const cookie = { path: "/", httpOnly: true, sameSite: "Lax", maxAge: yearSeconds } as const;
  setCookie(context, preferenceCookies[name], value, cookie);
}

/** Whether a text names a time zone. */
export function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
