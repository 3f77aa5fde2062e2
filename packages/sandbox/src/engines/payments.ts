import { SandboxError } from "../sandbox-error.ts";
import type { EngineContext } from "./engine-context.ts";
import { type PaymentMethod, paymentMethods } from "./payment-methods.ts";

/** Where a payment is. */
export type PaymentStatus = "pending" | "settled" | "failed" | "refunded";

/** Who pays. */
export interface Customer {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
}

/** One payment a sandbox provider knows. */
export interface Payment {
  readonly id: string;
  readonly server: string;
  readonly method: PaymentMethod;
  readonly currency: string;
  /** Whole minor units. */
  readonly amountMinor: number;
  readonly description: string;
  readonly customer: Customer;
  /** Who is paid, when the money goes out. */
  readonly payee: string | null;
  /** What the payer needs in order to pay, such as `pix_code`. */
  readonly instructions: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  /** When the sandbox payer pays by itself. */
  readonly settlesAtMs: number;
  readonly status: PaymentStatus;
  readonly refundedMinor: number;
}

/** What is asked of a provider. */
export interface PaymentRequest {
  readonly server: string;
  readonly method: PaymentMethod;
  readonly currency: string;
  readonly amountMinor: number;
  readonly description?: string;
  readonly customer?: Partial<Customer>;
  /** Sends the money to somebody instead of asking a customer for it. */
  readonly payee?: string;
}

/** Something that happened to a payment after the call that created it. */
export interface PaymentEvent {
  /** Unique; the same happening always has the same id. */
  readonly id: string;
  readonly kind: "settled" | "refunded" | "failed";
  readonly paymentId: string;
  /** Whole minor units. */
  readonly amountMinor: number;
  readonly at: number;
}

/** The ledger every sandbox payment provider shares. */
export interface Payments {
  create(request: PaymentRequest): Payment;
  get(id: string): Payment;
  list(server: string): readonly Payment[];
  settle(id: string): Payment;
  refund(id: string, amountMinor?: number): Payment;
  fail(id: string): Payment;
  /** Lets the sandbox payers pay what is due. */
  settleDue(): void;
}

const payer: Customer = {
  name: "Maria Silva (sandbox)",
  email: "maria@example.com",
  phone: "+5511999990000",
};

/** Creates an empty ledger. */
export function createPayments(
  context: EngineContext,
  onEvent: (event: PaymentEvent) => void,
): Payments {
  const payments = new Map<string, Payment>();

  function get(id: string): Payment {
    const payment = payments.get(id);
    if (payment === undefined) throw new SandboxError("provider_error", `No payment "${id}".`);
    return payment;
  }

  function change(id: string, kind: PaymentEvent["kind"], changes: Partial<Payment>): Payment {
    const before = get(id);
    const payment = { ...before, ...changes };
    payments.set(id, payment);
    const moved = payment.refundedMinor - before.refundedMinor;
    const amountMinor = kind === "refunded" ? moved : payment.amountMinor;
    const eventId =
      kind === "refunded" ? `${id}:refunded:${payment.refundedMinor}` : `${id}:${kind}`;
    onEvent({ id: eventId, kind, paymentId: id, amountMinor, at: context.now() });
    return payment;
  }

  return {
    get,
    create(request) {
      const payment = newPayment(request, context);
      payments.set(payment.id, payment);
      return payment;
    },
    list: (server) => [...payments.values()].filter((payment) => payment.server === server),
    settle(id) {
      expectStatus(get(id), "pending");
      return change(id, "settled", { status: "settled" });
    },
    refund(id, amountMinor) {
      const payment = get(id);
      expectStatus(payment, "settled");
      const refundedMinor = payment.refundedMinor + (amountMinor ?? refundable(payment));
      if (refundedMinor > payment.amountMinor) {
        throw new SandboxError("provider_error", "The refund is larger than what is left.");
      }
      const status = refundedMinor === payment.amountMinor ? "refunded" : "settled";
      return change(id, "refunded", { status, refundedMinor });
    },
    fail(id) {
      expectStatus(get(id), "pending");
      return change(id, "failed", { status: "failed" });
    },
    settleDue() {
      const due = [...payments.values()].filter(
        ({ status, settlesAtMs }) => status === "pending" && settlesAtMs <= context.now(),
      );
      for (const { id } of due) change(id, "settled", { status: "settled" });
    },
  };
}

function refundable({ amountMinor, refundedMinor }: Payment): number {
  return amountMinor - refundedMinor;
}

function expectStatus({ id, status }: Payment, expected: PaymentStatus): void {
  if (status === expected) return;
  throw new SandboxError("provider_error", `Payment "${id}" is ${status}, not ${expected}.`, {
    status,
  });
}

function newPayment(request: PaymentRequest, { now, newId }: EngineContext): Payment {
  const { method, currency, amountMinor, payee = null } = request;
  const rule = paymentMethods[method];
  if (rule.currency !== undefined && rule.currency !== currency) {
    const message = `${method} payments are in ${rule.currency}, not ${currency}.`;
    throw new SandboxError("provider_error", message);
  }
  const id = newId("pay");
  const createdAtMs = now();
  const expiresAtMs = createdAtMs + rule.expiresMs;
  const facts = { id, amountMinor, dueAtMs: expiresAtMs };
  return {
    id,
    method,
    currency,
    amountMinor,
    payee,
    server: request.server,
    description: request.description ?? "",
    customer: { ...payer, ...request.customer },
    instructions: payee === null ? (rule.instructions?.(facts) ?? {}) : {},
    createdAtMs,
    expiresAtMs,
    settlesAtMs: createdAtMs + rule.settlesMs,
    status: rule.settlesMs === 0 ? "settled" : "pending",
    refundedMinor: 0,
  };
}
