import { paint } from "./paint.ts";
import type { Terminal } from "./terminal.ts";

const quietMs = 1_000;

/** Waits for something, and says on standard error what is waited for once it takes a second. */
export async function withProgress<Result>(
  { complain, colours }: Terminal,
  what: string,
  working: Promise<Result>,
): Promise<Result> {
  const timer = setTimeout(
    () => complain(`${paint(colours.complain, "dim", `${what} …`)}\n`),
    quietMs,
  );
  try {
    return await working;
  } finally {
    clearTimeout(timer);
  }
}
