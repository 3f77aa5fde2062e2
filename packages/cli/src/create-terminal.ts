import { spawn } from "node:child_process";
import { once } from "node:events";

import type { Terminal } from "./terminal.ts";

/** What a terminal must have; the rest is this process's. */
export type TerminalParts = Pick<Terminal, "print" | "complain"> & Partial<Terminal>;

/** Completes a terminal: without colours, without anybody to ask, unless told otherwise. */
export function createTerminal(parts: TerminalParts): Terminal {
  const { env = process.env, cwd = process.cwd() } = parts;
  return {
    input: process.stdin,
    colours: { print: false, complain: false },
    signal: new AbortController().signal,
    async spawn(command, args) {
      // Windows finds `npm.cmd` only through its shell; the arguments are package names.
      const shell = process.platform === "win32";
      const child = spawn(command, args, { cwd, env, shell, stdio: ["ignore", 2, 2] });
      const [code] = await once(child, "exit");
      return typeof code === "number" ? code : 1;
    },
    ...parts,
    env,
    cwd,
  };
}
