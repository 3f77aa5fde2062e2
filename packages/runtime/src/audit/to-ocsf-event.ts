import type { AuditEntry } from "@codespar/protocol";

const apiActivity = 6003;
const applicationCategory = 6;
const otherActivity = 99;

/** Whether it went well. Source: OCSF, `status_id`. */
const statusIds = { success: 1, error: 2, refused: 2, unknown: 0 } as const;

/** An audit entry as an API Activity event. Source: OCSF 1.4, class 6003. */
export function toOcsfEvent(entry: AuditEntry): Readonly<Record<string, unknown>> {
  const { status } = entry;
  return {
    class_uid: apiActivity,
    class_name: "API Activity",
    category_uid: applicationCategory,
    category_name: "Application Activity",
    activity_id: otherActivity,
    activity_name: entry.kind,
    type_uid: apiActivity * 100 + otherActivity,
    time: Date.parse(entry.at),
    severity_id: status === "error" || status === "unknown" ? 3 : 1,
    status_id: status === null ? 99 : statusIds[status],
    ...(status === null ? {} : { status }),
    ...(entry.error_code === null ? {} : { status_code: entry.error_code }),
    status_detail: entry.decision,
    ...(entry.duration_ms === null ? {} : { duration: entry.duration_ms }),
    // Required; who calls is known by the key, and not by an address.
    src_endpoint: { uid: entry.key_id },
    actor: { user: { uid: entry.user_id }, app_uid: entry.key_id },
    api: {
      operation: entry.tool,
      service: { name: entry.server },
      request: { uid: entry.tool_call_id, data: entry.input },
      response: { data: entry.output },
    },
    resources: [{ uid: entry.session_id, type: "session" }],
    metadata: {
      version: "1.4.0",
      uid: entry.hash,
      sequence: entry.seq,
      tenant_uid: entry.project_id,
      product: { name: "CodeSpar", vendor_name: "CodeSpar" },
    },
    unmapped: { origin: entry.origin, prev_hash: entry.prev_hash },
  };
}
