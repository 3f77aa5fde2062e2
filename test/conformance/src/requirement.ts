import type { AdapterFeature, AdapterHarness } from "./adapter-harness.ts";

/** One promise every adapter makes, and its proof. */
export interface Requirement {
  /** Stable id: what a report or an issue cites. */
  readonly id: string;
  /** What an application can rely on. */
  readonly behavior: string;
  /** The rule of the adapter specification it comes from. */
  readonly rule: number;
  /** Only adapters that declare this feature are held to it. */
  readonly feature?: AdapterFeature;
  /** Fails when the adapter breaks the promise. */
  readonly prove: (harness: AdapterHarness) => Promise<void>;
}
