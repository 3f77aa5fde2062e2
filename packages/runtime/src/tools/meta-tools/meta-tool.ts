import type {
  Connection,
  ErrorCode,
  MoneyOverlay,
  SettlementNotice,
  Tool,
  ToolData,
} from "@codespar/protocol";

import type { CatalogServer } from "../../catalog/catalog-server.ts";
import type { RouteKind } from "../../catalog/meta-route.ts";
import type { RouteEffect } from "../../catalog/route-effect.ts";
import type { SettlementRow } from "../../store/schema.ts";
import type { ProxyInput } from "../proxy-input.ts";
import type { ServerRoute } from "./server-route.ts";

/** What a meta-tool decides to do with a call, before anything is dispatched. */
export type Plan =
  | {
      readonly kind: "call";
      readonly server: string;
      /** The tool's name on that server. */
      readonly remoteName: string;
      readonly input: ToolData;
      /** The meta-tool's arguments with what they come to, where they do not say it themselves. */
      readonly priced?: ToolData | undefined;
      /** What it does to whoever is asked, where its route says so and not the server's tool. */
      readonly effect?: RouteEffect | undefined;
      /** The server's data in the meta-tool's words. */
      readonly toData: (data: ToolData) => ToolData;
      /** The payment in the server's data, where the operator said where it is. */
      readonly toSettlement?: (data: ToolData) => SettlementNotice | undefined;
    }
  | { readonly kind: "proxy"; readonly server: string; readonly input: ProxyInput }
  | { readonly kind: "answer"; readonly data: ToolData }
  | {
      readonly kind: "refuse";
      readonly code: ErrorCode;
      readonly message: string;
      readonly data?: ToolData;
    };

/** What a meta-tool may look at while it decides. */
export interface PlanContext {
  /** The ways to serve a meta-tool: the session's servers in its order, then all others. */
  routes(kind: RouteKind): readonly ServerRoute[];
  /** Whether a server answers now, and has the tool of a route. */
  reach(route: ServerRoute): Promise<"ready" | "away" | "lacking">;
  /** The session's servers that somebody must connect first. */
  readonly waiting: readonly string[];
  /** Whether a sandbox server may stand in for a server the session lacks. */
  readonly mayStandIn: boolean;
  /** The session's tools. */
  readonly tools: readonly Tool[];
  /** The session's metadata. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Where links to this runtime start, without a trailing slash. */
  readonly publicUrl: string;
  /** Every server there is. */
  readonly servers: readonly CatalogServer[];
  /** The session's connections. */
  connections(): Promise<readonly Connection[]>;
  /** Where a person connects a server of the session. */
  connectUrl(serverId: string): string;
  /** Where the QR code of a server's payment opens without a key. */
  qrUrl(serverId: string, paymentId: string): string;
  /** A payment made in this project; the session's newest when no id is given. */
  findPayment(id?: string): Promise<SettlementRow | undefined>;
}

/** A tool the runtime itself offers, served by whichever connected server fits. */
export interface MetaTool {
  readonly tool: Tool;
  /** Where its arguments say how much money it moves. */
  readonly money?: MoneyOverlay | undefined;
  /** Decides what a call comes to; arguments satisfy the tool's schema. */
  plan(input: ToolData, context: PlanContext): Plan | Promise<Plan>;
}
