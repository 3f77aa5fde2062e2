import type { SandboxServer } from "../sandbox-server.ts";
import { balanceTool, type BankTerms, transferTool } from "../tools/banking-tools.ts";
import { getPaymentTool, listPaymentsTool } from "../tools/payment-tools.ts";
import { toolPrefix } from "./tool-prefix.ts";

/** What tells one bank from another. */
export interface Bank extends Omit<BankTerms, "server"> {
  readonly id: string;
  readonly name: string;
}

/** The sandbox server of a bank: four tools. */
export function bank({ id, name, ...terms }: Bank): SandboxServer {
  const prefix = toolPrefix(id);
  const account = { ...terms, server: id };
  return {
    id,
    name,
    tools: [
      transferTool(account, {
        name: `${prefix}_create_transfer`,
        title: "Create transfer",
        description: `Send ${terms.currency} from the account at ${name}.`,
      }),
      getPaymentTool({
        name: `${prefix}_get_transfer`,
        title: "Get transfer",
        description: `Show a transfer made at ${name} and its status.`,
      }),
      listPaymentsTool(id, {
        name: `${prefix}_list_transfers`,
        title: "List transfers",
        description: `List the newest transfers made at ${name}.`,
      }),
      balanceTool(account, {
        name: `${prefix}_get_balance`,
        title: "Get balance",
        description: `Show what is left in the account at ${name}.`,
      }),
    ],
  };
}
