import { boletoLine } from "../documents/boleto-line.ts";
import { pixCode } from "../documents/pix-code.ts";
import { SandboxError } from "../sandbox-error.ts";
import type { EngineContext } from "./engine-context.ts";

/** How the payer pays. */
export type PaymentMethod = "pix" | "boleto" | "card" | "wallet";

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
  readonly pixCode: string | null;
  readonly boletoLine: string | null;
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

const minuteMs = 60_000;
const dayMs = 86_400_000;
const pixKey = "7d9f0335-8dcc-4054-9bf9-0dbd61d36906";
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
  const { method, currency, amountMinor } = request;
  if (currency !== "BRL" && (method === "pix" || method === "boleto")) {
    throw new SandboxError("provider_error", `${method} payments are in BRL, not ${currency}.`);
  }
  const id = newId("pay");
  const createdAtMs = now();
  const dueAtMs = createdAtMs + 3 * dayMs;
  const serial = Array.from(id, (character) => character.codePointAt(0)).join("");
  return {
    id,
    method,
    currency,
    amountMinor,
    server: request.server,
    description: request.description ?? "",
    customer: { ...payer, ...request.customer },
    pixCode:
      method === "pix"
        ? pixCode({
            key: pixKey,
            amountMinor,
            txid: id.replaceAll(/[^A-Za-z0-9]/g, "").slice(0, 25),
          })
        : null,
    boletoLine: method === "boleto" ? boletoLine(amountMinor, dueAtMs, serial) : null,
    createdAtMs,
    expiresAtMs: method === "pix" ? createdAtMs + 30 * minuteMs : dueAtMs,
    settlesAtMs: createdAtMs + (method === "boleto" ? dayMs : minuteMs),
    status: method === "card" || method === "wallet" ? "settled" : "pending",
    refundedMinor: 0,
  };
}
