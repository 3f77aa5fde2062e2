import type { ToolResult } from "@codespar/protocol";

import { RuntimeError } from "../runtime-error.ts";
import type { ToolCallRow } from "../store/schema.ts";
import type { CallLedger } from "./call-ledger.ts";

/** What waiting works with. */
export interface WaitParts {
  readonly ledger: CallLedger;
  /** The calls running in this process, by id. */
  readonly inFlight: Map<string, Promise<ToolResult>>;
  /** Milliseconds a duplicate waits for the first call. */
  readonly duplicateWaitMs: number;
}

const pollMs = 50;

/** Waits for a call that is running already; throws `call_in_progress` when it takes too long. */
export async function waitForResult(parts: WaitParts, row: ToolCallRow): Promise<ToolCallRow> {
  const until = performance.now() + parts.duplicateWaitMs;
  let current: ToolCallRow | undefined = row;
  while (current?.status === "running") {
    const remainingMs = until - performance.now();
    if (remainingMs <= 0) break;
    const running = parts.inFlight.get(row.id);
    // Another node says nothing when its call ends: its row is looked at again and again.
    await (running === undefined
      ? sleep(Math.min(pollMs, remainingMs))
      : settledWithin(running, remainingMs));
    current = await parts.ledger.find(row.id);
  }
  if (current === undefined || current.status === "running") {
    throw new RuntimeError("call_in_progress");
  }
  return current;
}

async function settledWithin(running: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([running.catch(() => undefined), patience]);
  clearTimeout(timer);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
