import { codesparCharge } from "./codespar-charge.ts";
import { codesparCheckout } from "./codespar-checkout.ts";
import { codesparDiscover } from "./codespar-discover.ts";
import { codesparInvoice } from "./codespar-invoice.ts";
import { codesparKyc } from "./codespar-kyc.ts";
import { codesparListTools } from "./codespar-list-tools.ts";
import { codesparManageConnections } from "./codespar-manage-connections.ts";
import { codesparNotify } from "./codespar-notify.ts";
import { codesparPay } from "./codespar-pay.ts";
import { codesparShip } from "./codespar-ship.ts";
import type { MetaTool } from "./meta-tool.ts";

/** The tools every session has. */
export const metaTools: readonly MetaTool[] = [
  codesparDiscover,
  codesparCheckout,
  codesparPay,
  codesparCharge,
  codesparInvoice,
  codesparShip,
  codesparNotify,
  codesparKyc,
  codesparManageConnections,
  codesparListTools,
];
