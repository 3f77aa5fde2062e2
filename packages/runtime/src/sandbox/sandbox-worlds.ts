import { createSandboxWorld, type PaymentEvent, type SandboxWorld } from "@codespar/sandbox";

import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";

/** One sandbox world a project, made on first use and kept in this process. */
export interface SandboxWorlds {
  get(projectId: string): SandboxWorld;
  /** Lets happen in every world what is due. */
  tick(): void;
  /** Projects that have a world. */
  projectIds(): readonly string[];
}

/** Creates the collection; `onPaymentEvent` hears what happens to payments later. */
export function createSandboxWorlds(
  clock: Clock,
  onPaymentEvent: (projectId: string, event: PaymentEvent) => void,
): SandboxWorlds {
  const worlds = new Map<string, SandboxWorld>();
  return {
    get(projectId) {
      const existing = worlds.get(projectId);
      if (existing !== undefined) return existing;
      const world = createSandboxWorld({
        now: () => clock.now(),
        newId,
        onPaymentEvent: (event) => onPaymentEvent(projectId, event),
      });
      worlds.set(projectId, world);
      return world;
    },
    tick() {
      for (const world of worlds.values()) world.tick();
    },
    projectIds: () => [...worlds.keys()],
  };
}
