import type { Migration } from "kysely/migration";

import { initial } from "./001-initial.ts";
import { connections } from "./002-connections.ts";
import { tenancy } from "./003-tenancy.ts";
import { nodes } from "./004-nodes.ts";
import { policy } from "./005-policy.ts";
import { turns } from "./006-turns.ts";
import { loops } from "./007-loops.ts";
import { outbox } from "./008-outbox.ts";
import { settlementsByServer } from "./009-settlements-by-server.ts";
import { runningTurns } from "./010-running-turns.ts";
import { auditIndexes } from "./011-audit-indexes.ts";
import { signOuts } from "./012-sign-outs.ts";
import { nodeProcesses } from "./013-node-processes.ts";
import { renewals } from "./014-renewals.ts";

/** Every change of the schema, in order; what is published is never changed. */
export const migrations: Readonly<Record<string, Migration>> = {
  "001-initial": initial,
  "002-connections": connections,
  "003-tenancy": tenancy,
  "004-nodes": nodes,
  "005-policy": policy,
  "006-turns": turns,
  "007-loops": loops,
  "008-outbox": outbox,
  "009-settlements-by-server": settlementsByServer,
  "010-running-turns": runningTurns,
  "011-audit-indexes": auditIndexes,
  "012-sign-outs": signOuts,
  "013-node-processes": nodeProcesses,
  "014-renewals": renewals,
};
