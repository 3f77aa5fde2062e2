import { codesparCheckout } from "./codespar-checkout.ts";
import { codesparDiscover } from "./codespar-discover.ts";
import { codesparInvoice } from "./codespar-invoice.ts";
import { codesparNotify } from "./codespar-notify.ts";
import { codesparPay } from "./codespar-pay.ts";
import { codesparShip } from "./codespar-ship.ts";
import type { MetaTool } from "./meta-tool.ts";

/** The tools every session has. */
export const metaTools: readonly MetaTool[] = [
  codesparDiscover,
  codesparCheckout,
  codesparPay,
  codesparInvoice,
  codesparShip,
  codesparNotify,
];
