import type { ToolData } from "@codespar/protocol";
import * as z from "zod";

import type { StoredRecord } from "../engines/records.ts";
import { asksForTimeout, throwRequestedFault } from "../fault.ts";
import { createSandboxTool, type SandboxTool, type ToolLabel } from "../sandbox-tool.ts";
import { amountField } from "./payment-fields.ts";

/** Where a record is kept. */
export interface RecordPlace {
  readonly server: string;
  readonly kind: RecordKind;
}

/** What an ERP keeps. */
export type RecordKind = "customer" | "product" | "order";

const recordFields: Readonly<Record<RecordKind, z.ZodObject>> = {
  customer: z.object({
    name: z.string().min(1).describe("Name."),
    document: z.string().optional().describe("Tax id."),
    email: z.string().optional().describe("E-mail."),
  }),
  product: z.object({
    name: z.string().min(1).describe("Name."),
    price: amountField.describe("Price of one, in whole minor units (cents)."),
    stock: z.int().min(0).default(0).describe("Pieces in stock."),
  }),
  order: z.object({
    customer_id: z.string().describe("Id of the customer."),
    items: z
      .array(z.object({ product_id: z.string(), quantity: z.int().positive() }))
      .min(1)
      .describe("What is ordered."),
    description: z.string().max(500).optional().describe("A note."),
  }),
};

const recordOutput = z.looseObject({ id: z.string(), created_at: z.string() });

/** A tool that enters a record. */
export function createRecordTool({ server, kind }: RecordPlace, label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "writes",
    input: recordFields[kind],
    output: recordOutput,
    run(fields, { records }) {
      const { description: told } = fields;
      const description = typeof told === "string" ? told : undefined;
      throwRequestedFault(description);
      if (kind === "order") checkOrder(server, fields, (place, id) => records.get(place, id));
      const data = toRecordData(records.add({ server, kind, fields }));
      return { data, lost: asksForTimeout(description) };
    },
  });
}

/** A tool that lists records. */
export function listRecordsTool({ server, kind }: RecordPlace, label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "reads",
    input: z.object({}),
    output: z.object({ records: z.array(recordOutput) }),
    run: (_input, { records }) => ({
      data: { records: records.list({ server, kind }).map(toRecordData) },
    }),
  });
}

/** A tool that shows one record. */
export function getRecordTool({ server, kind }: RecordPlace, label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "reads",
    input: z.object({ id: z.string().describe(`Id of the ${kind}.`) }),
    output: recordOutput,
    run: ({ id }, { records }) => ({ data: toRecordData(records.get({ server, kind }, id)) }),
  });
}

/** An order names a customer and products that exist. */
function checkOrder(
  server: string,
  order: unknown,
  find: (place: Pick<StoredRecord, "server" | "kind">, id: string) => StoredRecord,
): void {
  const { customer_id, items } = orderSchema.parse(order);
  find({ server, kind: "customer" }, customer_id);
  for (const { product_id } of items) find({ server, kind: "product" }, product_id);
}

const orderSchema = z.object({
  customer_id: z.string(),
  items: z.array(z.object({ product_id: z.string() })),
});

function toRecordData({ id, fields, createdAtMs }: StoredRecord): ToolData {
  return { id, ...fields, created_at: new Date(createdAtMs).toISOString() };
}
