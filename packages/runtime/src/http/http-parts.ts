import type { KeyObject } from "node:crypto";

import type { Authenticate } from "../access/authenticate.ts";
import type { ProjectScope } from "../access/project-scope.ts";
import type { RunTurnParts } from "../agent/run-turn.ts";
import type { Accounts } from "../connections/accounts.ts";
import type { BeginConnectionParts } from "../connections/begin-connection.ts";
import type { Logger } from "../logger.ts";
import type { FollowLoopParts } from "../loops/follow-loop.ts";
import type { LoopRunner } from "../loops/loop-runner.ts";
import type { ToolChanges } from "../mcp/tool-changes.ts";
import type { SettlementLedger } from "../metering/settlement-ledger.ts";
import type { WebhookSpec } from "../metering/webhook-spec.ts";
import type { NodeRegistry } from "../nodes/node-registry.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { SandboxWorlds } from "../sandbox/sandbox-worlds.ts";
import type { Limiter } from "../store/limiter.ts";
import type { AuditRefusalParts } from "../tools/audit-refusal.ts";
import type { CallToolParts } from "../tools/call-tool.ts";
import type { Traffic } from "./traffic.ts";

/** What the HTTP layer works with. */
export interface HttpParts
  extends CallToolParts, AuditRefusalParts, BeginConnectionParts, RunTurnParts, FollowLoopParts {
  readonly accounts: Accounts;
  readonly authenticate: Authenticate;
  readonly node: NodeRegistry;
  readonly worlds: SandboxWorlds;
  readonly loopRunner: LoopRunner;
  readonly toolChanges: ToolChanges;
  readonly logger: Logger;
  readonly outbox: Outbox;
  /** What counts requests, where there are limits. */
  readonly limiters: {
    readonly key: Limiter | undefined;
    readonly session: Limiter | undefined;
  };
  readonly settlements: SettlementLedger;
  readonly signingKey: KeyObject;
  readonly maxBodyBytes: number;
  readonly maxRequestsAtOnce: number;
  readonly closeTimeoutMs: number;
  readonly traffic: Traffic;
  /** How providers tell of settlements, by server. */
  readonly webhooks: Readonly<Record<string, WebhookSpec>>;
  /** Where links start; the request's own origin when absent. */
  readonly publicUrl: string | undefined;
  /** The time that holds for a project: test keys may move the sandbox clock. */
  timeFor(scope: ProjectScope): number;
  /** Resolves when everything the sandbox has said so far is durable. */
  settled(): Promise<void>;
  /** Lets everything happen that is due: idle sessions close, sandbox payments settle. */
  sweep(): Promise<void>;
}
