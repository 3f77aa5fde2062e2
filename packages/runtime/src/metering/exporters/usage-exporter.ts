import type { UsageEvent } from "@codespar/protocol";

/** Where usage is told: `httpUsageExporter` and `stripeUsageExporter` make one, or write your own. */
export interface UsageExporter {
  /** Names it among the exporters; what waits for it is kept under this name. */
  readonly name: string;
  /** Whose usage it is told: payments made with live keys (`"live"`), or in the sandbox. */
  readonly environment?: "live" | "test" | undefined;
  /**
   * Tells one event; throws when it has to be told again later.
   *
   * An event may come more than once, always with the same `id`.
   */
  send(event: UsageEvent, signal: AbortSignal): Promise<void>;
}
