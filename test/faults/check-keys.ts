import { CodeSpar, CodeSparError, type Session, type ToolResult } from "@codespar/sdk";

import { apiKey, ask } from "./api-of.ts";

const tool = "provider_charge";

/** What was asked of nodes, and what they said. */
export interface Finished {
  readonly sessionId: string;
  /** The results that somebody was told, by key. */
  readonly told: ReadonlyMap<string, ToolResult>;
  readonly asked: readonly string[];
  /** The keys that the provider was asked before this check. */
  readonly dispatched: ReadonlySet<string>;
}

/** What came of holding nodes to it; everything but `unknown` must be 0. */
export interface Checked {
  /** Calls whose outcome was lost, and was found out at the provider. */
  readonly unknown: number;
  /** Calls that were dispatched, and of which nothing was stored. */
  readonly withoutIntent: number;
  /** Results that were told, and are not told again. */
  readonly lost: number;
  /** Calls that still run, or are still unknown, at the end. */
  readonly leftOver: number;
  /** 1 when the audit chain is broken. */
  readonly brokenAudit: number;
}

/**
 * Asks for every call again under its key, waits until what nobody knew was found out at the
 * provider, and looks at what is left.
 */
export async function checkKeys(url: string, finished: Finished): Promise<Checked> {
  const { sessionId, told, asked, dispatched } = finished;
  const session = await new CodeSpar({ apiKey, baseUrl: url }).get(sessionId);
  const counts = { unknown: 0, withoutIntent: 0, lost: 0, leftOver: 0 };
  for (const key of asked) {
    const before = told.get(key);
    const again = await repeat(session, key);
    if (again === undefined) {
      counts.leftOver += 1;
      continue;
    }
    if (dispatched.has(key) && again.replayed !== true) counts.withoutIntent += 1;
    if (before !== undefined && again.tool_call_id !== before.tool_call_id) counts.lost += 1;
    if (again.error_code !== "outcome_unknown") continue;
    counts.unknown += 1;
    if (!(await isFoundOut(session, key, dispatched.has(key)))) counts.leftOver += 1;
  }
  const { valid } = await ask<{ readonly valid: boolean }>(url, "/v1/audit/verify");
  return { ...counts, brokenAudit: valid ? 0 : 1 };
}

/** Whether the runtime finds out by itself, in time, what the provider did. */
async function isFoundOut(session: Session, key: string, wasDispatched: boolean): Promise<boolean> {
  const until = performance.now() + foundOutWithinMs;
  while (performance.now() < until) {
    const result = await repeat(session, key);
    if (result !== undefined && result.error_code !== "outcome_unknown") {
      return result.success || !wasDispatched;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  return false;
}

const foundOutWithinMs = 20_000;

async function repeat(session: Session, key: string): Promise<ToolResult | undefined> {
  const call = session.execute(tool, { key }, { idempotencyKey: key });
  return call.catch((cause: unknown) => {
    if (CodeSparError.is(cause)) return undefined;
    throw cause;
  });
}
