import type { KeyObject } from "node:crypto";

import { sign } from "../digest.ts";
import type { SettlementRow } from "../store/schema.ts";

/** What opens the QR code of a payment whose id a provider made: others may be guessed from it. */
export function qrToken(
  signingKey: KeyObject,
  { id, server }: Pick<SettlementRow, "id" | "server">,
): string {
  return sign(signingKey, `pix qr ${server} ${id}`).slice(0, 32);
}
