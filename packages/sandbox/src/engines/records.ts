import { SandboxError } from "../sandbox-error.ts";
import type { EngineContext } from "./engine-context.ts";

/** One thing an ERP keeps. */
export interface StoredRecord {
  readonly id: string;
  readonly server: string;
  readonly kind: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly createdAtMs: number;
}

/** What every sandbox ERP keeps: customers, products, orders. */
export interface Records {
  add(record: Pick<StoredRecord, "server" | "kind" | "fields">): StoredRecord;
  get(place: Pick<StoredRecord, "server" | "kind">, id: string): StoredRecord;
  list(place: Pick<StoredRecord, "server" | "kind">): readonly StoredRecord[];
}

/** Creates empty books. */
export function createRecords({ now, newId }: EngineContext): Records {
  const records = new Map<string, StoredRecord>();
  return {
    add({ server, kind, fields }) {
      const record = { id: newId(kind.slice(0, 3)), server, kind, fields, createdAtMs: now() };
      records.set(record.id, record);
      return record;
    },
    get({ server, kind }, id) {
      const record = records.get(id);
      if (record?.server === server && record.kind === kind) return record;
      throw new SandboxError("provider_error", `No ${kind} "${id}".`);
    },
    list: ({ server, kind }) =>
      [...records.values()].filter((record) => record.server === server && record.kind === kind),
  };
}
