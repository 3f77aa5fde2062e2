import type { SandboxServer } from "../sandbox-server.ts";
import {
  createRecordTool,
  getRecordTool,
  listRecordsTool,
  type RecordKind,
} from "../tools/record-tools.ts";
import { type IssuedDocument, invoicing } from "./invoicing.ts";
import { toolPrefix } from "./tool-prefix.ts";

/** What tells one ERP from another. */
export interface Erp {
  readonly id: string;
  readonly name: string;
  /** The tax documents it issues (none). */
  readonly documents?: readonly IssuedDocument[];
}

const kinds: readonly RecordKind[] = ["customer", "product", "order"];

/** The sandbox server of an ERP: customers, products, orders and, where it issues them, invoices. */
export function erp({ id, name, documents = [] }: Erp): SandboxServer {
  const prefix = toolPrefix(id);
  const records = kinds.flatMap((kind) => [
    createRecordTool(
      { server: id, kind },
      {
        name: `${prefix}_create_${kind}`,
        title: `Create ${kind}`,
        description: `Enter a ${kind} in ${name}.`,
      },
    ),
    getRecordTool(
      { server: id, kind },
      {
        name: `${prefix}_get_${kind}`,
        title: `Get ${kind}`,
        description: `Show a ${kind} of ${name}.`,
      },
    ),
    listRecordsTool(
      { server: id, kind },
      {
        name: `${prefix}_list_${kind}s`,
        title: `List ${kind}s`,
        description: `List the ${kind}s of ${name}.`,
      },
    ),
  ]);
  return {
    id,
    name,
    tools: [...records, ...(documents.length > 0 ? invoicing(id, documents) : [])],
  };
}
