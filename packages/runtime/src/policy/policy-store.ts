import type { Policy } from "@codespar/protocol";

import type { Principal } from "../access/principal.ts";
import { refuseTestKey } from "../access/refuse-test-key.ts";
import type { AuditLog } from "../audit/audit-log.ts";
import { toChange } from "../audit/to-change.ts";
import { parseStored } from "../store/parse-stored.ts";
import { prepareQuery } from "../store/prepared-query.ts";
import type { SessionRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import type { ScopedPolicy } from "./judge-call.ts";

const rememberedMs = 1_000;
const maxRemembered = 1_000;

const selectPolicy = prepareQuery<{ readonly projectId: string }, { readonly policy: string }>(
  (db, parameter) =>
    db.selectFrom("policies").select("policy").where("project_id", "=", parameter("projectId")),
);

/** Who sets a policy, and when. */
export interface PolicyChange {
  readonly by: Principal;
  readonly projectId: string;
  readonly policy: Policy;
  readonly now: number;
}

/** Knows what agents may do. */
export interface PolicyStore {
  /** The policies that hold for a session; a change holds on every node within a second. */
  of(session: SessionRow): Promise<readonly ScopedPolicy[]>;
  /** A project's policy; an empty one when none was set. */
  get(projectId: string): Promise<Policy>;
  /**
   * Sets a project's policy.
   *
   * @throws RuntimeError `insufficient_scope` for a test key where there are live ones.
   */
  set(change: PolicyChange): Promise<void>;
}

interface Remembered {
  readonly policy: Policy;
  readonly until: number;
}

/** Creates the store of policies. */
export function createPolicyStore(store: Store, audit: AuditLog): PolicyStore {
  const remembered = new Map<string, Remembered>();

  async function read(projectId: string): Promise<Policy> {
    const { rows } = await selectPolicy(store.read, { projectId });
    return rows[0] === undefined ? {} : parseStored<Policy>(rows[0].policy);
  }

  async function recall(projectId: string): Promise<Policy> {
    const now = performance.now();
    const known = remembered.get(projectId);
    if (known !== undefined && known.until > now) return known.policy;
    const policy = await read(projectId);
    if (remembered.size >= maxRemembered) remembered.clear();
    remembered.set(projectId, { policy, until: now + rememberedMs });
    return policy;
  }

  return {
    get: read,
    async of(session) {
      const project = { scope: "project", policy: await recall(session.project_id) } as const;
      if (session.policy === null) return [project];
      return [project, { scope: "session", policy: parseStored<Policy>(session.policy) }];
    },
    async set({ by, projectId, policy, now }) {
      await refuseTestKey(store, by, { projectId, now });
      const values = { policy: JSON.stringify(policy), updated_at: now, updated_by: by.keyId };
      await store.write(async (transaction) => {
        await transaction
          .insertInto("policies")
          .values({ project_id: projectId, ...values })
          .onConflict((conflict) => conflict.column("project_id").doUpdateSet(values))
          .execute();
        const change = {
          by: { projectId, keyId: by.keyId },
          operation: "setPolicy",
          subjectId: projectId,
          decision: "the project's policy was changed",
          input: policy,
          now,
        } as const;
        await audit.append(transaction, toChange(change));
      }, "read committed");
      remembered.delete(projectId);
    },
  };
}
