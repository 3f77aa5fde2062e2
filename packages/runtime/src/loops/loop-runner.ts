import type { Logger } from "../logger.ts";
import type { NodeRegistry } from "../nodes/node-registry.ts";
import type { LoopRow } from "../store/schema.ts";
import { claimLoops } from "./claim-loops.ts";
import { runLoop, type RunLoopParts } from "./run-loop.ts";

/** Loops that one node runs at once; more wait in the store. */
const maxRunning = 32;
const faultMs = 1_000;
/** How often a loop may be let go of for reasons that are not its own. */
const maxFaults = 20;

/** Runs the loops of this node, and takes those that nobody runs. */
export interface LoopRunner {
  /** Runs a loop that is this node's. */
  run(loop: LoopRow): void;
  /** Takes what is due, and runs it. */
  drain(): Promise<void>;
  /** Begins no further step; resolves when the steps under way have ended. */
  close(): Promise<void>;
}

/** What the runner works with. */
export interface LoopRunnerParts extends RunLoopParts {
  readonly node: NodeRegistry;
  readonly logger: Logger;
}

/** Creates the runner of loops. */
export function createLoopRunner(parts: LoopRunnerParts): LoopRunner {
  const { clock, loops, logger, node, store } = parts;
  const running = new Map<string, Promise<void>>();
  let closing = false;

  async function runOne(loop: LoopRow): Promise<void> {
    try {
      await runLoop(parts, { loop, isClosing: () => closing });
    } catch (cause) {
      logger.error("A loop could not go on.", { loop: loop.id, error: String(cause) });
      await giveBack(loop).catch(() => undefined);
    }
  }

  /** Lets go of a loop, so that it is tried again later; not for ever. */
  async function giveBack(loop: LoopRow): Promise<void> {
    const now = clock.now();
    if (loop.faults < maxFaults) {
      await loops.pause(loop, undefined, { isFault: true, dueAt: now + faultMs });
    } else {
      const message = `The runtime failed ${loop.faults} times to go on with the loop.`;
      await loops.end(loop, { code: "internal", message, now });
    }
  }

  function run(loop: LoopRow): void {
    // Two that look for loops at the same time take those of this node twice.
    if (running.has(loop.id)) return;
    const finished = runOne(loop).finally(() => running.delete(loop.id));
    running.set(loop.id, finished);
  }

  return {
    run,
    async drain() {
      const limit = maxRunning - running.size;
      if (closing || limit <= 0) return;
      const claim = { store, node, running: [...running.keys()], limit, now: clock.now() };
      for (const loop of await claimLoops(claim)) run(loop);
    },
    async close() {
      closing = true;
      await Promise.allSettled(running.values());
    },
  };
}
