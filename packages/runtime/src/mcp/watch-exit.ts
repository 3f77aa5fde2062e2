import { ChildProcess } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";

import { isRecord } from "@codespar/protocol/validation";
import type { Transport } from "@modelcontextprotocol/client";

import type { ChildExit } from "./child-exit.ts";

const channel = "child_process";

/**
 * Watches how the process that a transport starts will end, which the MCP client keeps to itself.
 *
 * @returns How it ended; nothing while it runs.
 */
export function watchExit(transport: Transport): () => ChildExit | undefined {
  const start = transport.start.bind(transport);
  let exit: ChildExit | undefined;

  function hear(message: unknown): void {
    const child = isRecord(message) ? message["process"] : undefined;
    if (!(child instanceof ChildProcess)) return;
    child.once("exit", (code, signal) => {
      exit = { code, signal };
    });
  }

  transport.start = () => {
    subscribe(channel, hear);
    try {
      return start();
    } finally {
      unsubscribe(channel, hear);
    }
  };
  return () => exit;
}
