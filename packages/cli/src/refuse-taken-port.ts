import { once } from "node:events";
import { createServer } from "node:net";

import { CommandError } from "./command-error.ts";

/**
 * Ends a command whose port somebody listens on, before it opens a store that may be theirs.
 *
 * @throws CommandError
 */
export async function refuseTakenPort(port: number, host: string): Promise<void> {
  const probe = createServer().listen(port, host);
  try {
    await once(probe, "listening");
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE")) throw cause;
    throw new CommandError(`Port ${port} is taken. Try --port 0, which takes a free one.`);
  } finally {
    probe.close();
  }
}
