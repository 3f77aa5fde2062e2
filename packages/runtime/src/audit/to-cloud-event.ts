import type { AuditEntry } from "@codespar/protocol";

/** An event in the JSON form. Source: CloudEvents 1.0. */
export interface CloudEvent {
  readonly specversion: "1.0";
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: "application/json";
  readonly data: unknown;
}

/** An audit entry as an event; its hash is its id, so that the same entry is the same event. */
export function toCloudEvent(entry: AuditEntry): CloudEvent {
  return {
    specversion: "1.0",
    id: entry.hash,
    source: `/projects/${entry.project_id}`,
    type: `dev.codespar.audit.${entry.kind}`,
    subject: entry.tool_call_id,
    time: entry.at,
    datacontenttype: "application/json",
    data: entry,
  };
}
