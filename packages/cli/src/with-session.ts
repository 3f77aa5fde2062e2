import type { CodeSpar, Session } from "@codespar/sdk";
import type { Command } from "@commander-js/extra-typings";

import type { ApiOptions } from "./api-command.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

/** Which session a command works in. */
// oxlint-disable-next-line typescript/consistent-type-definitions -- only an alias fits an index signature
export type SessionOptions = ApiOptions & {
  readonly session?: string | undefined;
  readonly server?: string[] | undefined;
  readonly preset?: string | undefined;
  readonly user: string;
};

/**
 * Adds the options that name a session, or open one for the command.
 *
 * @param life Whether the session that is opened stays open when the command is over (false).
 */
export function withSessionOptions(
  command: Command<[], ApiOptions>,
  { stays = false }: { readonly stays?: boolean } = {},
): Command<[], ApiOptions & SessionOptions> {
  const life = stays
    ? "opened, or one that is open"
    : "opened for the command, or one that is open";
  return command
    .optionsGroup(`The session (${life}):`)
    .option("--server <ids>", "open one with these servers", collectIds)
    .option("--preset <name>", "open one with a bundle of servers")
    .option("--user <id>", "whom the opened session is for", "cli")
    .option("--session <id>", "one that is open")
    .optionsGroup("Options:");
}

/** A session for a command, and what becomes of it. */
export interface CommandSession {
  readonly session: Session;
  /** Whether it was opened for the command. */
  readonly opened: boolean;
  /** Leaves it open, because something in it is not over. */
  keep(): void;
}

/** Works in the session the options name; one that was opened for it is closed afterwards. */
export async function inSession<Result>(
  codespar: CodeSpar,
  { signal }: Terminal,
  options: SessionOptions,
  work: (session: CommandSession) => Promise<Result>,
): Promise<Result> {
  const session = await openSession(codespar, signal, options);
  const opened = options.session === undefined;
  let kept = !opened;
  try {
    return await work({ session, opened, keep: () => (kept = true) });
  } finally {
    // What was asked for is there; a session that cannot be closed ends by itself.
    if (!kept) await session.close({ timeoutMs: 5_000 }).catch(() => undefined);
  }
}

async function openSession(
  codespar: CodeSpar,
  signal: AbortSignal,
  { session, server, preset, user }: SessionOptions,
): Promise<Session> {
  if (session !== undefined) {
    if (server !== undefined || preset !== undefined) {
      throw new UsageError("--session is open already: leave out --server and --preset.");
    }
    return codespar.get(session, { signal });
  }
  if (server === undefined && preset === undefined) {
    throw new UsageError(
      "Name a session: --server or --preset to open one, or --session for one that is open.",
    );
  }
  return codespar.create(user, { servers: server, preset }, { signal });
}

/** `--server a,b` is the same as `--server a --server b`. */
function collectIds(text: string, before: string[] = []): string[] {
  return [...before, ...text.split(",").filter((id) => id !== "")];
}
