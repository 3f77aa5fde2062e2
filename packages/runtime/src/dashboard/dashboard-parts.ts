import type { KeyObject } from "node:crypto";

import type { ProjectScope } from "../access/project-scope.ts";
import type { AuditLog } from "../audit/audit-log.ts";
import type { BeginConnectionParts } from "../connections/begin-connection.ts";
import type { ConnectionStore } from "../connections/connection-store.ts";
import type { Logger } from "../logger.ts";
import type { Approvals } from "../policy/approvals.ts";
import type { PolicyStore } from "../policy/policy-store.ts";
import type { ListConnectionsParts } from "../sessions/list-connections.ts";
import type { ResolveCallParts } from "../tools/resolve-call.ts";

/** What the dashboard works with. */
export interface DashboardParts
  extends ResolveCallParts, BeginConnectionParts, ListConnectionsParts {
  readonly audit: AuditLog;
  readonly connections: ConnectionStore;
  readonly approvals: Approvals;
  readonly policies: PolicyStore;
  readonly signingKey: KeyObject;
  readonly logger: Logger;
  /** Where links start; the request's own origin when absent. */
  readonly publicUrl: string | undefined;
  /** The time that holds for a project: test keys may move the sandbox clock. */
  timeFor(scope: ProjectScope): number;
  /** Resolves when everything the sandbox has said so far is durable. */
  settled(): Promise<void>;
}
