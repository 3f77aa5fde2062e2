/** How a child process ended. */
export interface ChildExit {
  /** `null` when a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
}
