import type { InvoiceKind } from "../engines/invoice-kinds.ts";
import type { SandboxTool } from "../sandbox-tool.ts";
import {
  cancelInvoiceTool,
  getInvoiceTool,
  issueInvoiceTool,
  listInvoicesTool,
} from "../tools/fiscal-tools.ts";
import { toolPrefix } from "./tool-prefix.ts";

/** A tax document a server issues: what its tool is called and what people call it. */
export interface IssuedDocument {
  readonly kind: InvoiceKind;
  /** The end of the tool's name, such as `"nfse"`. */
  readonly tool: string;
  readonly title: string;
}

/** The tools of whoever issues tax documents. */
export function invoicing(id: string, documents: readonly IssuedDocument[]): SandboxTool[] {
  const prefix = toolPrefix(id);
  return [
    ...documents.map(({ kind, tool, title }) =>
      issueInvoiceTool(kind, {
        name: `${prefix}_create_${tool}`,
        title: `Issue ${title}`,
        description: `Issue a tax document (${title}); the amount is in minor units.`,
      }),
    ),
    getInvoiceTool({
      name: `${prefix}_get_invoice`,
      title: "Get invoice",
      description: "Show an invoice and its status.",
    }),
    listInvoicesTool({
      name: `${prefix}_list_invoices`,
      title: "List invoices",
      description: "List the invoices issued so far.",
    }),
    cancelInvoiceTool({
      name: `${prefix}_cancel_invoice`,
      title: "Cancel invoice",
      description: "Cancel an authorized invoice.",
    }),
  ];
}
