import type { CommandUnknownOpts } from "@commander-js/extra-typings";

import type { Terminal } from "./terminal.ts";

/** Builds a command that reads and writes at a terminal. */
export type CreateCommand = (terminal: Terminal) => CommandUnknownOpts;

/** A command that is loaded when it is asked for. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Where it is found in the overview. */
  readonly group: string;
  load(): Promise<CreateCommand>;
}

const start = "Start:";
const session = "Sessions and tools:";
const oversight = "Oversight:";
const setup = "Set up and check:";

/** Every command, in the order of the overview. */
export const commands: readonly CommandEntry[] = [
  entry(
    start,
    "dev",
    "run a runtime on this machine",
    async () => (await import("./commands/dev.ts")).dev,
  ),
  entry(
    start,
    "init",
    "add CodeSpar to a project",
    async () => (await import("./commands/init.ts")).init,
  ),
  entry(
    start,
    "doctor",
    "find out what is missing",
    async () => (await import("./commands/doctor.ts")).doctor,
  ),
  entry(
    session,
    "sessions",
    "list, show and close sessions",
    async () => (await import("./commands/sessions.ts")).sessions,
  ),
  entry(
    session,
    "tools",
    "list tools, or find one for a job",
    async () => (await import("./commands/tools.ts")).tools,
  ),
  entry(
    session,
    "execute",
    "run one tool",
    async () => (await import("./commands/execute.ts")).execute,
  ),
  entry(
    session,
    "send",
    "let an agent answer a message",
    async () => (await import("./commands/send.ts")).send,
  ),
  entry(
    session,
    "connect",
    "connect a user's account at a server",
    async () => (await import("./commands/connect.ts")).connect,
  ),
  entry(
    session,
    "servers",
    "list the catalog's servers, or show one",
    async () => (await import("./commands/servers.ts")).servers,
  ),
  entry(
    session,
    "presets",
    "list the bundles of servers",
    async () => (await import("./commands/presets.ts")).presets,
  ),
  entry(
    oversight,
    "logs",
    "show a session's calls, and follow them",
    async () => (await import("./commands/logs.ts")).logs,
  ),
  entry(
    oversight,
    "calls",
    "show a call, or say what became of it",
    async () => (await import("./commands/calls.ts")).calls,
  ),
  entry(
    oversight,
    "approvals",
    "see and decide calls that wait for a person",
    async () => (await import("./commands/approvals.ts")).approvals,
  ),
  entry(
    oversight,
    "usage",
    "count calls and settled transactions",
    async () => (await import("./commands/usage.ts")).usage,
  ),
  entry(
    oversight,
    "audit",
    "verify and export the audit chain",
    async () => (await import("./commands/audit.ts")).audit,
  ),
  entry(
    oversight,
    "policy",
    "show and set what agents may do",
    async () => (await import("./commands/policy.ts")).policy,
  ),
  entry(
    oversight,
    "keys",
    "list, create and revoke API keys",
    async () => (await import("./commands/keys.ts")).keys,
  ),
  entry(
    setup,
    "lint",
    "find tools that model providers reject",
    async () => (await import("./commands/lint.ts")).lint,
  ),
  entry(
    setup,
    "types",
    "write TypeScript types of tools",
    async () => (await import("./commands/types.ts")).types,
  ),
  entry(
    setup,
    "mcp-config",
    "print an MCP client's configuration",
    async () => (await import("./commands/mcp-config.ts")).mcpConfig,
  ),
  entry(
    setup,
    "complete",
    "print a shell's completion script",
    async () => (await import("./commands/complete.ts")).complete,
  ),
];

function entry(
  group: string,
  name: string,
  summary: string,
  load: CommandEntry["load"],
): CommandEntry {
  return { group, name, summary, load };
}
