import { type Authorization, createAuthorization } from "./engines/authorization.ts";
import type { EngineContext } from "./engines/engine-context.ts";
import { createFiscal, type Fiscal } from "./engines/fiscal.ts";
import { createLogistics, type Logistics } from "./engines/logistics.ts";
import { createMessaging, type Messaging } from "./engines/messaging.ts";
import { createPayments, type PaymentEvent, type Payments } from "./engines/payments.ts";
import { createRecords, type Records } from "./engines/records.ts";
import { createVerifications, type Verifications } from "./engines/verifications.ts";

/** Everything the sandbox providers of one project know, on one clock. */
export interface SandboxWorld extends EngineContext {
  readonly payments: Payments;
  readonly fiscal: Fiscal;
  readonly logistics: Logistics;
  readonly messaging: Messaging;
  readonly records: Records;
  /** Where users of OAuth providers consent. */
  readonly authorization: Authorization;
  readonly verifications: Verifications;
  /** Moves the clock forward and lets happen what is due. */
  advance(ms: number): void;
  /** Lets happen what is due. */
  tick(): void;
}

/** What a world is made of. */
export interface SandboxWorldOptions extends EngineContext {
  /** Hears what happens to payments after the call that created them. */
  readonly onPaymentEvent: (event: PaymentEvent) => void;
}

/** Creates an empty world. */
export function createSandboxWorld(options: SandboxWorldOptions): SandboxWorld {
  let offsetMs = 0;
  const now = (): number => options.now() + offsetMs;
  const context: EngineContext = { now, newId: (prefix) => options.newId(prefix) };
  const payments = createPayments(context, options.onPaymentEvent);
  return {
    ...context,
    payments,
    fiscal: createFiscal(context),
    logistics: createLogistics(context),
    messaging: createMessaging(context),
    records: createRecords(context),
    authorization: createAuthorization(context),
    verifications: createVerifications(context),
    advance(ms) {
      offsetMs += ms;
      payments.settleDue();
    },
    tick: () => payments.settleDue(),
  };
}
