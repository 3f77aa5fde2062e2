import type { ToolData } from "@codespar/protocol";
import * as z from "zod";

import type { Invoice } from "../engines/fiscal.ts";
import { type InvoiceKind, invoiceKinds } from "../engines/invoice-kinds.ts";
import { asksForTimeout, throwRequestedFault } from "../fault.ts";
import { createSandboxTool, type SandboxTool, type ToolLabel } from "../sandbox-tool.ts";
import { amountField, currencyField } from "./payment-fields.ts";

const invoiceOutput = z.object({
  invoice_id: z.string(),
  kind: z.string(),
  number: z.int(),
  access_key: z.string().describe("What the tax authority knows it by."),
  status: z.enum(["authorized", "canceled"]),
  amount: z.int().describe("Whole minor units."),
  currency: z.string(),
  description: z.string(),
  recipient: z.string(),
  issued_at: z.string(),
});

const invoiceIdField = z.string().describe("Id of the invoice.");

/** A tool that issues an invoice. */
export function issueInvoiceTool(kind: InvoiceKind, label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "writes",
    output: invoiceOutput,
    input: z.object({
      amount: amountField,
      currency: currencyField(invoiceKinds[kind].currency),
      description: z.string().min(1).max(500).describe("What was sold."),
      recipient: z.string().min(1).describe("Who is invoiced."),
    }),
    run({ amount, ...input }, { fiscal }) {
      throwRequestedFault(input.description);
      const invoice = fiscal.issue({ ...input, kind, amountMinor: amount });
      return { data: toInvoiceData(invoice), lost: asksForTimeout(input.description) };
    },
  });
}

/** A tool that shows one invoice. */
export function getInvoiceTool(label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "reads",
    output: invoiceOutput,
    input: z.object({ invoice_id: invoiceIdField }),
    run: ({ invoice_id }, { fiscal }) => ({ data: toInvoiceData(fiscal.get(invoice_id)) }),
  });
}

/** A tool that lists invoices. */
export function listInvoicesTool(label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "reads",
    output: z.object({ invoices: z.array(invoiceOutput) }),
    input: z.object({}),
    run: (_input, { fiscal }) => ({ data: { invoices: fiscal.list().map(toInvoiceData) } }),
  });
}

/** A tool that cancels an invoice. */
export function cancelInvoiceTool(label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "writes",
    output: invoiceOutput,
    input: z.object({
      invoice_id: invoiceIdField,
      reason: z.string().min(15).max(255).describe("Why; the authority asks for 15 characters."),
    }),
    run: ({ invoice_id }, { fiscal }) => ({ data: toInvoiceData(fiscal.cancel(invoice_id)) }),
  });
}

function toInvoiceData(invoice: Invoice): ToolData {
  return {
    invoice_id: invoice.id,
    kind: invoice.kind,
    number: invoice.number,
    access_key: invoice.accessKey,
    status: invoice.status,
    amount: invoice.amountMinor,
    currency: invoice.currency,
    description: invoice.description,
    recipient: invoice.recipient,
    issued_at: new Date(invoice.issuedAtMs).toISOString(),
  };
}
