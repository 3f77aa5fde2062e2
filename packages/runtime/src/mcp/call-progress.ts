/** How far a server is with a call. Source: Model Context Protocol, `notifications/progress`. */
export interface CallProgress {
  readonly progress: number;
  readonly total?: number | undefined;
  readonly message?: string | undefined;
}
