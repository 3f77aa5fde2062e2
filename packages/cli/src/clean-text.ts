import { stripVTControlCharacters } from "node:util";

/** Control characters but tab and line break, and those that turn the direction of text around. */
// oxlint-disable-next-line eslint/no-control-regex -- they are what is taken out
const unsafe = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;

/** Text from elsewhere, safe to show on a terminal: nothing in it moves the cursor or colours it. */
export function cleanText(text: string): string {
  return stripVTControlCharacters(text).replaceAll(unsafe, "");
}
