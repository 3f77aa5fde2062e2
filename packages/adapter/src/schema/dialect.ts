/**
 * Which provider's rules a schema must satisfy.
 *
 * `openai` and `anthropic` take references as they are; `gemini` and `portable` (any provider, any
 * framework) get them inlined, and unions and constants in the form that none of them drops.
 */
export type Dialect = "openai" | "anthropic" | "gemini" | "portable";

/** What differs between the dialects. */
export interface DialectRules {
  /** References are written out where they are used; recursion is cut. */
  readonly inlinesReferences: boolean;
  /** `oneOf` becomes `anyOf`, `const` a one-value `enum`, numbers of an `enum` words, several types an `anyOf`. */
  readonly plainUnions: boolean;
  /** Tuples become arrays of any of their items. */
  readonly plainTuples: boolean;
  /** Property names at the root must match `^[A-Za-z0-9_.-]{1,64}$`. */
  readonly restrictsKeys: boolean;
  /** Arrays must say what their items are. */
  readonly needsItems: boolean;
}

/** The rules of each dialect. */
export const dialectRules: Readonly<Record<Dialect, DialectRules>> = {
  openai: {
    inlinesReferences: false,
    plainUnions: false,
    plainTuples: true,
    restrictsKeys: false,
    needsItems: true,
  },
  anthropic: {
    inlinesReferences: false,
    plainUnions: false,
    plainTuples: false,
    restrictsKeys: true,
    needsItems: false,
  },
  gemini: {
    inlinesReferences: true,
    plainUnions: true,
    plainTuples: true,
    restrictsKeys: true,
    needsItems: true,
  },
  portable: {
    inlinesReferences: true,
    plainUnions: true,
    plainTuples: true,
    restrictsKeys: true,
    needsItems: true,
  },
};
