import * as z from "zod";

import { isClabe } from "../documents/clabe.ts";
import type { PaymentMethod } from "../engines/payment-methods.ts";
import type { Payment } from "../engines/payments.ts";
import { pricedSymbols, rateOf } from "../engines/rates.ts";
import { asksForTimeout, throwRequestedFault } from "../fault.ts";
import { SandboxError } from "../sandbox-error.ts";
import { createSandboxTool, type SandboxTool, type ToolLabel } from "../sandbox-tool.ts";
import { amountField, paymentOutput, toPaymentData, toSettlementNotice } from "./payment-fields.ts";

/** An account at a bank. */
export interface BankTerms {
  readonly server: string;
  /** The rail transfers go by. */
  readonly method: PaymentMethod;
  readonly currency: string;
  /** What names a payee, such as `"CLABE, 18 digits"`. */
  readonly payee: string;
}

const openingMinor = 100_000_000;

/** A tool that sends money. */
export function transferTool(bank: BankTerms, label: ToolLabel): SandboxTool {
  const { server, method, currency } = bank;
  return createSandboxTool({
    ...label,
    effect: "moves-money",
    money: { amount: "/amount", unit: "minor", currency, payee: ["/payee"] },
    input: z.object({
      amount: amountField,
      payee: z.string().min(1).describe(`Who is paid: ${bank.payee}.`),
      payee_name: z.string().optional().describe("Payee's name."),
      description: z.string().max(500).optional().describe("What it is for."),
    }),
    output: paymentOutput,
    run({ amount, payee, payee_name, description }, { payments }) {
      throwRequestedFault(description);
      if (method === "spei" && !isClabe(payee)) {
        throw new SandboxError("provider_error", "The CLABE is not valid.", { field: "payee" });
      }
      if (amount > balanceOf(payments.list(server))) {
        throw new SandboxError("provider_error", "The balance does not cover it.", {
          reason: "insufficient_funds",
        });
      }
      const payment = payments.create({
        server,
        method,
        currency,
        payee,
        amountMinor: amount,
        ...(description === undefined ? {} : { description }),
        ...(payee_name === undefined ? {} : { customer: { name: payee_name } }),
      });
      return {
        data: toPaymentData(payment),
        settlement: toSettlementNotice(payment),
        lost: asksForTimeout(description),
      };
    },
  });
}

/** A tool that shows what is left. */
export function balanceTool({ server, currency }: BankTerms, label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "reads",
    input: z.object({}),
    output: z.object({ balance: z.int().describe("Whole minor units."), currency: z.string() }),
    run: (_input, { payments }) => ({
      data: { balance: balanceOf(payments.list(server)), currency },
    }),
  });
}

/** A tool that shows an exchange rate. */
export function exchangeRateTool(currency: string, label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "reads",
    input: z.object({ symbol: z.string().describe(`One of ${pricedSymbols.join(", ")}.`) }),
    output: z.object({
      symbol: z.string(),
      currency: z.string(),
      price: z.int().describe("Minor units of the currency for one unit."),
      at: z.string(),
    }),
    run({ symbol }, world) {
      const price = rateOf(symbol.toUpperCase(), currency, world.now());
      if (price === undefined) {
        throw new SandboxError("provider_error", `There is no price of "${symbol}".`);
      }
      return { data: { symbol, currency, price, at: new Date(world.now()).toISOString() } };
    },
  });
}

function balanceOf(payments: readonly Payment[]): number {
  const sent = payments.filter(({ payee, status }) => payee !== null && status !== "failed");
  return sent.reduce(
    (left, { amountMinor, refundedMinor }) => left - amountMinor + refundedMinor,
    openingMinor,
  );
}
