import type { SandboxServer } from "../sandbox-server.ts";
import {
  cancelInvoiceTool,
  getInvoiceTool,
  issueInvoiceTool,
  listInvoicesTool,
} from "../tools/fiscal-tools.ts";

/** Nuvem Fiscal's sandbox server. */
export const nuvemFiscal: SandboxServer = {
  id: "nuvem-fiscal",
  name: "Nuvem Fiscal",
  category: "fiscal",
  country: "BR",
  authType: "api_key",
  capabilities: ["nfse", "nfe", "cancel"],
  tools: [
    issueInvoiceTool("nfse", {
      name: "nuvem_fiscal_create_nfse",
      title: "Issue NFS-e",
      description: "Issue a Brazilian service invoice (NFS-e); amount in centavos.",
    }),
    issueInvoiceTool("nfe", {
      name: "nuvem_fiscal_create_nfe",
      title: "Issue NF-e",
      description: "Issue a Brazilian goods invoice (NF-e); amount in centavos.",
    }),
    getInvoiceTool({
      name: "nuvem_fiscal_get_invoice",
      title: "Get invoice",
      description: "Show an invoice and its status.",
    }),
    listInvoicesTool({
      name: "nuvem_fiscal_list_invoices",
      title: "List invoices",
      description: "List the invoices issued so far.",
    }),
    cancelInvoiceTool({
      name: "nuvem_fiscal_cancel_invoice",
      title: "Cancel invoice",
      description: "Cancel an authorized invoice.",
    }),
  ],
};
