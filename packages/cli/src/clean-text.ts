import { stripVTControlCharacters } from "node:util";

/**
 * Text from elsewhere, safe to show on a terminal: nothing in it moves the cursor or changes colours.
 *
 * Tabs and line breaks stay.
 */
export function cleanText(text: string): string {
  // oxlint-disable-next-line eslint/no-control-regex -- they are what is taken out
  return stripVTControlCharacters(text).replaceAll(
    /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g,
    "",
  );
}
