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

/** Waits for a call that is running already; throws `call_in_progress` when it takes too long. */
export async function waitForResult(
  { ledger, inFlight, duplicateWaitMs }: WaitParts,
  row: ToolCallRow,
): Promise<ToolCallRow> {
  if (row.status !== "running") return row;
  const running = inFlight.get(row.id);
  if (running !== undefined) await settledWithin(running, duplicateWaitMs);
  const finished = await ledger.find(row.id);
  if (finished === undefined || finished.status === "running") {
    throw new RuntimeError("call_in_progress");
  }
  return finished;
}

async function settledWithin(running: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([running.catch(() => undefined), patience]);
  clearTimeout(timer);
}
