import type { SettlementNotice } from "@codespar/protocol";

import { parseStored } from "../store/parse-stored.ts";
import type { SettlementRow } from "../store/schema.ts";

/** Who pays a stored settlement. */
export function customerOf({ customer }: SettlementRow): SettlementNotice["customer"] {
  return parseStored(customer);
}
