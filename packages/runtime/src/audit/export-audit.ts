import type { AuditEntry } from "@codespar/protocol";

import type { ProjectScope } from "../access/project-scope.ts";
import type { Store } from "../store/store.ts";
import { listAudit } from "./list-audit.ts";
import { toCloudEvent } from "./to-cloud-event.ts";
import { csvHeader, toCsvRow } from "./to-csv-row.ts";
import { toOcsfEvent } from "./to-ocsf-event.ts";

/** The forms in which the audit is exported. */
export const exportFormats = ["ndjson", "csv", "cloudevents", "ocsf"] as const;

/** One of {@link exportFormats}. */
export type ExportFormat = (typeof exportFormats)[number];

/** Which entries to export, and how. */
export interface AuditExport {
  readonly reader: ProjectScope;
  readonly format: ExportFormat;
  /** Entries after this position. */
  readonly afterSeq: number;
  readonly sessionId?: string | undefined;
}

const pageSize = 200;

const writers: Readonly<Record<ExportFormat, (entry: AuditEntry) => string>> = {
  ndjson: (entry) => JSON.stringify(entry),
  csv: toCsvRow,
  cloudevents: (entry) => JSON.stringify(toCloudEvent(entry)),
  ocsf: (entry) => JSON.stringify(toOcsfEvent(entry)),
};

/** Writes audit entries line by line, in chain order, page by page. */
export async function* exportAudit(
  store: Store,
  { reader, format, afterSeq, sessionId }: AuditExport,
): AsyncGenerator<string> {
  if (format === "csv") yield `${csvHeader}\r\n`;
  const end = format === "csv" ? "\r\n" : "\n";
  let after: number | undefined = afterSeq;
  while (after !== undefined) {
    const page = await listAudit(store, reader, { afterSeq: after, limit: pageSize, sessionId });
    for (const entry of page.data) yield `${writers[format](entry)}${end}`;
    after = page.next_cursor === null ? undefined : Number(page.next_cursor);
  }
}
