import { type Clock, systemClock } from "./clock.ts";
import { type Logger, silentLogger } from "./logger.ts";
import type { RuntimeOptions } from "./runtime-options.ts";

/** The options of a runtime that have a value when none is given. */
export interface Settings {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly idleTimeoutMs: number;
  readonly callTimeoutMs: number;
  readonly duplicateWaitMs: number;
  readonly maxBodyBytes: number;
  readonly maxRequestsAtOnce: number;
  readonly closeTimeoutMs: number;
  readonly maxResultBytes: number;
  readonly maxChildren: number;
  readonly childIdleMs: number;
}

const defaults: Settings = {
  clock: systemClock,
  logger: silentLogger,
  idleTimeoutMs: 30 * 60_000,
  callTimeoutMs: 60_000,
  duplicateWaitMs: 10_000,
  maxBodyBytes: 1_048_576,
  maxRequestsAtOnce: 1_000,
  closeTimeoutMs: 30_000,
  maxResultBytes: 1_048_576,
  maxChildren: 20,
  childIdleMs: 5 * 60_000,
};

/** The settings that options come to. */
export function toSettings(options: RuntimeOptions): Settings {
  const given = Object.entries(options).filter(
    ([name, value]) => Object.hasOwn(defaults, name) && value !== undefined,
  );
  return Object.assign({}, defaults, Object.fromEntries(given));
}
