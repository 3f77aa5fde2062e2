import { SandboxError } from "../sandbox-error.ts";
import type { EngineContext } from "./engine-context.ts";

/** Where a verification is. */
export type VerificationStatus = "pending" | "approved" | "rejected" | "review";

/** One check of a person. */
export interface Verification {
  readonly id: string;
  readonly checkType: string;
  readonly name: string;
  readonly document: string;
  readonly createdAtMs: number;
  readonly status: VerificationStatus;
  /** 0 to 100; more is safer. */
  readonly score: number;
}

/** Checks every sandbox identity server makes. */
export interface Verifications {
  start(check: Pick<Verification, "checkType" | "name" | "document">): Verification;
  get(id: string): Verification;
}

const decidesAfterMs = 30_000;

/** Creates an empty register; a name with "rejected" or "review" in it ends that way. */
export function createVerifications({ now, newId }: EngineContext): Verifications {
  const started = new Map<string, Omit<Verification, "status" | "score">>();
  return {
    start(check) {
      const verification = { ...check, id: newId("ver"), createdAtMs: now() };
      started.set(verification.id, verification);
      return decide(verification, now());
    },
    get(id) {
      const verification = started.get(id);
      if (verification !== undefined) return decide(verification, now());
      throw new SandboxError("provider_error", `No verification "${id}".`);
    },
  };
}

function decide(started: Omit<Verification, "status" | "score">, nowMs: number): Verification {
  if (nowMs < started.createdAtMs + decidesAfterMs) {
    return { ...started, status: "pending", score: 0 };
  }
  const name = started.name.toLowerCase();
  if (name.includes("rejected")) return { ...started, status: "rejected", score: 12 };
  if (name.includes("review")) return { ...started, status: "review", score: 55 };
  return { ...started, status: "approved", score: 96 };
}
