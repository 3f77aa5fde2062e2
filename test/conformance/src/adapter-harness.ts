import type { AdapterOptions } from "@codespar/adapter";
import type { SessionLike } from "@codespar/protocol";
import type { ScriptedCall } from "@codespar/wires";

/** An optional capability an adapter declares. */
export type AdapterFeature = "approval" | "abort" | "media" | "replay" | "skip" | "turns";

/** One run of the framework's own loop with a scripted model. */
export interface AdapterScript {
  readonly session: SessionLike;
  /** The calls of each model turn; after the last turn the model answers with text. */
  readonly turns: ReadonlyArray<readonly ScriptedCall[]>;
  readonly options?: AdapterOptions;
  /** Aborts the run. */
  readonly signal?: AbortSignal;
  /** What a person answers when the framework asks; the run ends at the question when absent. */
  readonly approve?: boolean;
  /** Other tools of the same framework in place of the adapter's, to compare them with. */
  readonly getTools?: (session: SessionLike) => Promise<unknown>;
  /** How often the approved messages are sent: 2 is a client that sent them twice (1). */
  readonly resume?: number;
}

/** A tool definition as the model was sent it. */
export interface SentDefinition {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: unknown;
}

/** What the model was told about a call. */
export interface ToldResult {
  /** Whether the framework marks it as failed. */
  readonly failed: boolean;
  /** Everything the model reads of it. */
  readonly text: string;
  /** Media types of images and files given as such. */
  readonly media: readonly string[];
}

/** What a run left behind, seen from the model's side. */
export interface AdapterRun {
  /** The definitions of the first request. */
  readonly definitions: readonly SentDefinition[];
  /** By id of the call, as of the last request. */
  readonly told: Readonly<Record<string, ToldResult>>;
  /** Ids of the calls that wait for a person. */
  readonly waiting: readonly string[];
  /** What the run threw, if it did. */
  readonly error: unknown;
}

/** What the suite needs to know about one adapter. */
export interface AdapterHarness {
  /** The framework's own loop, as its documentation calls it. */
  readonly framework: string;
  /** What the adapter says the framework is called, in the attribution of its calls. */
  readonly packageName: string;
  /** Optional capabilities; one left out is skipped, visibly. */
  readonly features: readonly AdapterFeature[];
  /** Requirements the adapter does not meet, with the reason: they must fail. */
  readonly knownFailures?: Readonly<Record<string, string>>;
  /** Runs the framework's own loop. */
  readonly run: (script: AdapterScript) => Promise<AdapterRun>;
}
