import type { Messages } from "../messages/en.ts";

/** What an account signs in with, in the reader's words. */
export function authType({ authTypes }: Messages, type: string): string {
  const words: Readonly<Record<string, string>> = authTypes;
  return words[type] ?? type;
}
