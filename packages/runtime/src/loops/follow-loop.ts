import { canonicalJson, type DurableLoop, type DurableLoopEvent } from "@codespar/protocol";

import type { LoopRow } from "../store/schema.ts";
import type { LoopChanges } from "./loop-changes.ts";
import type { LoopStore } from "./loop-store.ts";
import { toDurableLoop } from "./to-durable-loop.ts";

/** What following works with. */
export interface FollowLoopParts {
  readonly loops: LoopStore;
  readonly loopChanges: LoopChanges;
  readonly traffic: { readonly isDraining: boolean };
}

/** Whom to follow, and until when. */
export interface FollowedLoop {
  readonly loop: LoopRow;
  readonly signal: AbortSignal;
}

/**
 * Tells of a loop's progress, on whatever node it runs: where it is, each step that changes, and
 * its end.
 */
export async function* followLoop(
  { loops, loopChanges, traffic }: FollowLoopParts,
  { loop, signal }: FollowedLoop,
): AsyncGenerator<DurableLoopEvent> {
  using changes = loopChanges.watch(loop.id);
  const read = async (): Promise<{ readonly row: LoopRow; readonly told: DurableLoop }> => {
    const row = await loops.get({ id: loop.session_id }, loop.id);
    return { row, told: toDurableLoop(row, await loops.steps(loop.id)) };
  };
  let last = await read();
  yield { type: "loop", loop: last.told };
  while (!isOver(last.row) && !signal.aborted) {
    await changes.next(signal);
    // This node closes: whoever follows asks another one.
    if (traffic.isDraining) return;
    const { version } = await loops.get({ id: loop.session_id }, loop.id);
    if (version === last.row.version) continue;
    const next = await read();
    const before = new Map(last.told.steps.map((step) => [step.index, canonicalJson(step)]));
    for (const step of next.told.steps) {
      if (before.get(step.index) !== canonicalJson(step)) yield { type: "step", step };
    }
    last = next;
  }
  if (isOver(last.row)) yield { type: "done", loop: last.told };
}

/** Whether nothing more will happen: it ended, and no call of it is under way. */
function isOver({ finished_at, node_id }: LoopRow): boolean {
  return finished_at !== null && node_id === null;
}
