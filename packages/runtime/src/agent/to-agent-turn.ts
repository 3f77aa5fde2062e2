import type { AgentTurn, SendResult } from "@codespar/protocol";

import { parseStored } from "../store/parse-stored.ts";
import type { AgentTurnRow } from "../store/schema.ts";

/** A stored turn as it travels. */
export function toAgentTurn(row: AgentTurnRow): AgentTurn {
  const { error_code: code, error: message } = row;
  return {
    id: row.id,
    session_id: row.session_id,
    message: row.message,
    status: row.status,
    result: row.result === null ? null : parseStored<SendResult>(row.result),
    error: code === null ? null : { code, message: message ?? "" },
    started_at: new Date(row.started_at).toISOString(),
    finished_at: row.finished_at === null ? null : new Date(row.finished_at).toISOString(),
  };
}
