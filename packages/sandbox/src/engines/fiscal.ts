import { SandboxError } from "../sandbox-error.ts";
import type { EngineContext } from "./engine-context.ts";
import { type InvoiceKind, invoiceKinds } from "./invoice-kinds.ts";

/** One invoice the sandbox tax authority knows. */
export interface Invoice {
  readonly id: string;
  readonly kind: InvoiceKind;
  readonly number: number;
  readonly accessKey: string;
  readonly status: "authorized" | "canceled";
  readonly currency: string;
  /** Whole minor units. */
  readonly amountMinor: number;
  readonly description: string;
  readonly recipient: string;
  readonly issuedAtMs: number;
}

/** What is asked of the tax authority. */
export interface InvoiceRequest {
  readonly kind: InvoiceKind;
  readonly currency: string;
  readonly amountMinor: number;
  readonly description: string;
  readonly recipient: string;
}

/** The register every sandbox fiscal server shares. */
export interface Fiscal {
  issue(request: InvoiceRequest): Invoice;
  get(id: string): Invoice;
  list(): readonly Invoice[];
  cancel(id: string): Invoice;
}

/** Creates an empty register. */
export function createFiscal({ now, newId }: EngineContext): Fiscal {
  const invoices = new Map<string, Invoice>();

  function get(id: string): Invoice {
    const invoice = invoices.get(id);
    if (invoice === undefined) throw new SandboxError("provider_error", `No invoice "${id}".`);
    return invoice;
  }

  return {
    get,
    issue(request) {
      const number = invoices.size + 1;
      const issuedAtMs = now();
      const invoice: Invoice = {
        ...request,
        id: newId("inv"),
        number,
        issuedAtMs,
        accessKey: invoiceKinds[request.kind].accessKey({ issuedAtMs, number }),
        status: "authorized",
      };
      invoices.set(invoice.id, invoice);
      return invoice;
    },
    list: () => [...invoices.values()],
    cancel(id) {
      const invoice = get(id);
      if (invoice.status === "canceled") {
        throw new SandboxError("provider_error", `Invoice "${id}" is canceled already.`);
      }
      const canceled: Invoice = { ...invoice, status: "canceled" };
      invoices.set(id, canceled);
      return canceled;
    },
  };
}
