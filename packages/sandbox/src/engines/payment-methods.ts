import { boletoLine } from "../documents/boleto-line.ts";
import { clabe } from "../documents/clabe.ts";
import { pixCode } from "../documents/pix-code.ts";

/** How the payer pays. */
export type PaymentMethod =
  | "pix"
  | "boleto"
  | "card"
  | "wallet"
  | "spei"
  | "oxxo"
  | "pse"
  | "nequi"
  | "transfer";

/** What a new payment is known by. */
export interface PaymentFacts {
  readonly id: string;
  /** Whole minor units. */
  readonly amountMinor: number;
  /** Milliseconds since 1970. */
  readonly dueAtMs: number;
}

/** How payments by one method go. */
export interface MethodRule {
  /** The only currency it knows; any when absent. */
  readonly currency?: string;
  /** How long the payer has. */
  readonly expiresMs: number;
  /** When the sandbox payer pays; 0 is at once. */
  readonly settlesMs: number;
  /** What the payer needs in order to pay. */
  instructions?(payment: PaymentFacts): Readonly<Record<string, string>>;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
const pixKey = "7d9f0335-8dcc-4054-9bf9-0dbd61d36906";
const bankDebit = { expiresMs: 30 * minuteMs, settlesMs: minuteMs };

/** Every method, as data. */
export const paymentMethods: Readonly<Record<PaymentMethod, MethodRule>> = {
  card: { expiresMs: 3 * dayMs, settlesMs: 0 },
  wallet: { expiresMs: 3 * dayMs, settlesMs: 0 },
  transfer: bankDebit,
  nequi: { ...bankDebit, currency: "COP" },
  pix: {
    ...bankDebit,
    currency: "BRL",
    instructions: ({ id, amountMinor }) => ({
      pix_code: pixCode({ key: pixKey, amountMinor, txid: letters(id).slice(0, 25) }),
    }),
  },
  boleto: {
    currency: "BRL",
    expiresMs: 3 * dayMs,
    settlesMs: dayMs,
    instructions: ({ id, amountMinor, dueAtMs }) => ({
      boleto_line: boletoLine(amountMinor, dueAtMs, serial(id)),
    }),
  },
  spei: {
    ...bankDebit,
    currency: "MXN",
    instructions: ({ id }) => ({ clabe: clabe(serial(id)) }),
  },
  oxxo: {
    currency: "MXN",
    expiresMs: 3 * dayMs,
    settlesMs: dayMs,
    instructions: ({ id }) => ({ oxxo_reference: serial(id).slice(-14).padStart(14, "9") }),
  },
  pse: {
    ...bankDebit,
    currency: "COP",
    instructions: ({ id }) => ({ pse_reference: letters(id).toUpperCase() }),
  },
};

function letters(id: string): string {
  return id.replaceAll(/[^A-Za-z0-9]/g, "");
}

function serial(id: string): string {
  return Array.from(id, (character) => character.codePointAt(0)).join("");
}
