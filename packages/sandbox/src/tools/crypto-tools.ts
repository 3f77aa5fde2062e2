import * as z from "zod";

import { rateOf } from "../engines/rates.ts";
import { asksForTimeout, throwRequestedFault } from "../fault.ts";
import { SandboxError } from "../sandbox-error.ts";
import { createSandboxTool, type SandboxTool, type ToolLabel } from "../sandbox-tool.ts";
import { amountField, paymentOutput, toPaymentData, toSettlementNotice } from "./payment-fields.ts";

/** Where coins are traded. */
export interface ExchangeTerms {
  readonly server: string;
  readonly currency: string;
}

/** A tool that buys or sells coins for an amount of money. */
export function placeOrderTool({ server, currency }: ExchangeTerms, label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "moves-money",
    money: { amount: "/amount", unit: "minor", currency },
    input: z.object({
      side: z.enum(["buy", "sell"]).describe("Whether coins are bought or sold."),
      symbol: z.enum(["BTC", "ETH", "USDC"]).describe("The coin."),
      amount: amountField,
      description: z.string().max(500).optional().describe("A note."),
    }),
    output: paymentOutput,
    run({ side, symbol, amount, description }, world) {
      throwRequestedFault(description);
      const price = rateOf(symbol, currency, world.now());
      if (price === undefined) throw new SandboxError("provider_error", "There is no price.");
      const payment = world.payments.create({
        server,
        method: "transfer",
        currency,
        amountMinor: amount,
        description: description ?? `${side} ${symbol}`,
        ...(side === "buy" ? { payee: `${symbol} market` } : {}),
      });
      const order = { order_id: payment.id, side, symbol, price, quantity: amount / price };
      return {
        data: { ...toPaymentData(payment), ...order },
        settlement: toSettlementNotice(payment),
        lost: asksForTimeout(description),
      };
    },
  });
}
