import type { SessionRow } from "../store/schema.ts";

/** A call as policies and approvals see it. */
export interface PolicyCall {
  readonly id: string;
  readonly session: SessionRow;
  readonly tool: string;
  readonly server: string;
  readonly input: unknown;
  /** Digest of the tool and the exact arguments. */
  readonly requestHash: string;
  readonly idempotencyKey: string | null;
  readonly calledAt: number;
}
