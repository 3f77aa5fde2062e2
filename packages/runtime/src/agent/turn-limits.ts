/** What one turn may cost. */
export interface TurnLimits {
  /** Times the model is asked. */
  readonly maxIterations: number;
  /** Milliseconds of the whole turn, without those it waits for people. */
  readonly maxMs: number;
  /** Tokens read and written by the model. */
  readonly maxTokens: number;
  /** Milliseconds the turn waits for people to approve its calls, in all; 0 waits for nobody. */
  readonly maxApprovalMs: number;
  /** Whole minor units that its calls may move, by currency; other currencies are not limited. */
  readonly maxSpendMinor: Readonly<Record<string, number>>;
}

/** What one turn may cost when nobody says otherwise. */
export const defaultTurnLimits: TurnLimits = {
  maxIterations: 10,
  maxMs: 5 * 60_000,
  maxTokens: 200_000,
  // Common HTTP clients give up on an answer after five minutes.
  maxApprovalMs: 4 * 60_000,
  maxSpendMinor: {},
};
