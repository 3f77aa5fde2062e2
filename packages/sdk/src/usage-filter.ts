import type { RequestOptions } from "./http-client.ts";

/** Which usage to count, and how. */
export interface UsageFilter extends RequestOptions {
  /** The first instant that counts (30 days before `to`). */
  readonly from?: Date | undefined;
  /** The first instant that no longer counts (now). */
  readonly to?: Date | undefined;
  /** What each row counts (`"day"`). */
  readonly groupBy?: "day" | "server" | "tool" | "session" | "framework" | undefined;
  /** Only this session's. */
  readonly sessionId?: string | undefined;
}
