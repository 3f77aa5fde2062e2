import type { ToolData } from "@codespar/protocol";
import * as z from "zod";

import type { Invoice, InvoiceKind } from "../engines/fiscal.ts";
import { asksForTimeout, throwRequestedFault } from "../fault.ts";
import { createSandboxTool, type SandboxTool } from "../sandbox-tool.ts";
import { amountField, currencyField } from "./payment-fields.ts";
import type { ToolLabel } from "./payment-tools.ts";

const invoiceIdField = z.string().describe("Id of the invoice.");

/** A tool that issues an invoice. */
export function issueInvoiceTool(kind: InvoiceKind, label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "writes",
    input: z.object({
      amount: amountField,
      currency: currencyField,
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
    input: z.object({ invoice_id: invoiceIdField }),
    run: ({ invoice_id }, { fiscal }) => ({ data: toInvoiceData(fiscal.get(invoice_id)) }),
  });
}

/** A tool that lists invoices. */
export function listInvoicesTool(label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "reads",
    input: z.object({}),
    run: (_input, { fiscal }) => ({ data: { invoices: fiscal.list().map(toInvoiceData) } }),
  });
}

/** A tool that cancels an invoice. */
export function cancelInvoiceTool(label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "writes",
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
