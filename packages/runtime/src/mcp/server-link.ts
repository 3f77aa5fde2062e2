import type { Transport } from "@modelcontextprotocol/client";

import type { ChildExit } from "./child-exit.ts";

/** A way to a server that is about to be connected. */
export interface ServerLink {
  readonly transport: Transport;
  /** Whether it is a child process, of which there may only be so many. */
  readonly isChild: boolean;
  /** How its process ended, once it has. */
  readonly exit?: (() => ChildExit | undefined) | undefined;
}
