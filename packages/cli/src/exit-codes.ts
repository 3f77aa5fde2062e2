/** What the exit codes of the command line say. */
export const exitCodes = {
  /** Done. */
  done: 0,
  /** It failed, or a check found something. */
  failed: 1,
  /** It was asked wrongly; nothing was done. */
  usage: 2,
  /** A call may or may not have taken effect. */
  outcomeUnknown: 3,
  /** A call waits for a person's approval. */
  approvalRequired: 4,
  /** Stopped with Ctrl-C. */
  interrupted: 130,
} as const;
