import type { SessionStatus } from "@codespar/protocol";

/** What can happen to a session. */
export type SessionEvent = "attached" | "failed" | "closed" | "expired";

const transitions: Readonly<Record<SessionStatus, Partial<Record<SessionEvent, SessionStatus>>>> = {
  pending: { attached: "active", failed: "error" },
  active: { closed: "closed", expired: "closed" },
  closed: {},
  error: {},
};

/** The state after an event; a final state stays as it is. */
export function nextSessionStatus(status: SessionStatus, event: SessionEvent): SessionStatus {
  return transitions[status][event] ?? status;
}
