import type { Transport } from "@modelcontextprotocol/client";

/** A way to a server that is about to be connected. */
export interface ServerLink {
  readonly transport: Transport;
  /** Whether it is a child process, of which there may only be so many. */
  readonly isChild: boolean;
}
