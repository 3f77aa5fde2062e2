import type { Logger } from "../logger.ts";
import type { NodeRegistry } from "../nodes/node-registry.ts";
import type { Store } from "../store/store.ts";
import type { CallToolParts } from "../tools/call-tool.ts";
import { createLoopChanges, type LoopChanges } from "./loop-changes.ts";
import { createLoopRunner, type LoopRunner } from "./loop-runner.ts";
import { createLoopStore, type LoopStore } from "./loop-store.ts";

/** What loops work with. */
export interface CreateLoopsParts extends CallToolParts {
  readonly store: Store;
  readonly node: NodeRegistry;
  readonly logger: Logger;
  readonly maxBodyBytes: number;
}

/** Everything about loops. */
export interface Loops {
  readonly loops: LoopStore;
  readonly loopChanges: LoopChanges;
  readonly loopRunner: LoopRunner;
}

/** Creates what keeps, runs and tells of loops. */
export function createLoops(parts: CreateLoopsParts): Loops {
  const { store, node } = parts;
  const loopChanges = createLoopChanges(store);
  const loops = createLoopStore({ store, nodeId: node.id, changed: loopChanges.publish });
  return { loops, loopChanges, loopRunner: createLoopRunner({ ...parts, loops }) };
}
