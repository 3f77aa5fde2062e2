import type { ErrorCode } from "@codespar/protocol";

/** Calls. */
export interface ToolCallTable {
  id: string;
  project_id: string;
  session_id: string;
  tool: string;
  server: string;
  status: "running" | "success" | "error" | "unknown";
  error_code: ErrorCode | null;
  idempotency_key: string | null;
  request_hash: string;
  /** 1 when the tool may be dispatched again after an unknown outcome. */
  repeatable: number;
  framework: string | null;
  key_id: string;
  user_id: string;
  /** The ToolResult, for replays; removed when the key expires. */
  result: string | null;
  duration_ms: number | null;
  called_at: number;
  /** The node that runs it, or ran it. */
  node_id: string | null;
  /** The server's own name of the tool it asked; null where no tool is. */
  remote_tool: string | null;
}

/** Entries of the audit chains. */
export interface AuditEntryTable {
  project_id: string;
  seq: number;
  tool_call_id: string;
  session_id: string;
  tool: string;
  /** JSON of what the hash covers, to the letter. */
  record: string;
  input: string | null;
  output: string | null;
  hash: string;
}

/** The signed ends of the audit chains. */
export interface AuditHeadTable {
  project_id: string;
  seq: number;
  hash: string;
  signature: string;
  /** Up to which entry the payloads were erased. */
  erased_seq: number;
}
