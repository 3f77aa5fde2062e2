import { canonicalJson, type CreateSessionRequest } from "@codespar/protocol";

import type { Principal } from "../access/principal.ts";
import { sha256 } from "../digest.ts";
import { newId } from "../ids.ts";
import { RuntimeError } from "../runtime-error.ts";
import { prepareQuery } from "../store/prepared-query.ts";
import type { SessionRow } from "../store/schema.ts";
import type { Store, StoreTransaction } from "../store/store.ts";
import type { SessionServerRow } from "./session-server-row.ts";
import { nextSessionStatus } from "./session-state.ts";

interface SessionKey {
  readonly id: string;
  readonly projectId: string;
  readonly environment: "test" | "live";
}

const selectSession = prepareQuery<SessionKey, SessionRow>((db, parameter) =>
  db
    .selectFrom("sessions")
    .selectAll()
    .where("id", "=", parameter("id"))
    .where("project_id", "=", parameter("projectId"))
    .where("environment", "=", parameter("environment")),
);

const updateForCall = prepareQuery<{ readonly id: string; readonly expiresAt: number }, unknown>(
  (db, parameter) =>
    db
      .updateTable("sessions")
      .set(({ eb }) => ({
        expires_at: parameter("expiresAt"),
        tool_calls: eb("tool_calls", "+", 1),
      }))
      .where("id", "=", parameter("id"))
      .where("status", "=", "active"),
);

/** What the registry works with. */
export interface SessionRegistryParts {
  readonly store: Store;
  /** The time that holds for a project's sessions of one environment. */
  readonly timeFor: (scope: Pick<Principal, "projectId" | "environment">) => number;
  readonly idleTimeoutMs: number;
}

/** What opens a session, once its servers are known. */
export interface OpenSession {
  readonly principal: Principal;
  readonly request: CreateSessionRequest;
  readonly servers: readonly SessionServerRow[];
  readonly idempotencyKey: string | null;
}

/** Which sessions to list. */
export interface SessionListFilter {
  readonly limit: number;
  /** Sessions older than this one. */
  readonly before?: string | undefined;
}

/** Opens, finds and closes sessions: the only writer of their state. */
export interface SessionRegistry {
  /** Finds the session that an earlier request with the same key opened. */
  findByKey(
    principal: Principal,
    idempotencyKey: string,
    request: CreateSessionRequest,
  ): Promise<SessionRow | undefined>;
  /** Stores a new session. */
  open(session: OpenSession): Promise<SessionRow>;
  /** Finds a session of the caller's project, expired or not. */
  get(principal: Principal, id: string): Promise<SessionRow>;
  /** Finds a session that can be used now. */
  getActive(principal: Principal, id: string): Promise<SessionRow>;
  /** Moves the session's expiry forward. */
  touch(session: SessionRow): Promise<SessionRow>;
  /** Moves the expiry forward and counts a call, in the call's own transaction. */
  countCall(transaction: StoreTransaction, session: SessionRow): Promise<void>;
  /** Closes a session; closing it again changes nothing. */
  close(principal: Principal, id: string): Promise<void>;
  list(principal: Principal, filter: SessionListFilter): Promise<readonly SessionRow[]>;
  /** Closes every session whose time is over, each once; answers how many. */
  closeExpired(scope: Pick<Principal, "projectId" | "environment">): Promise<number>;
}

/** Creates the session registry. */
export function createSessionRegistry(parts: SessionRegistryParts): SessionRegistry {
  const { store, timeFor, idleTimeoutMs } = parts;

  async function find(principal: Principal, id: string): Promise<SessionRow> {
    const { projectId, environment } = principal;
    const { rows } = await selectSession(store.read, { id, projectId, environment });
    const [row] = rows;
    if (row === undefined) throw new RuntimeError("not_found", `There is no session "${id}".`);
    return row;
  }

  async function get(principal: Principal, id: string): Promise<SessionRow> {
    const row = await find(principal, id);
    if (row.status !== "active" || row.expires_at > timeFor(principal)) return row;
    await finish(row.id, "expired", row.expires_at);
    return { ...row, status: "closed", closed_at: row.expires_at };
  }

  async function finish(id: string, event: "closed" | "expired", at: number): Promise<void> {
    await store.write((transaction) =>
      transaction
        .updateTable("sessions")
        .set({ status: "closed", closed_at: at })
        .where("id", "=", id)
        .where("status", "=", "active")
        .where(({ eb, lit }) => (event === "closed" ? lit(true) : eb("expires_at", "<=", at)))
        .execute(),
    );
  }

  function expiry(row: SessionRow): number {
    const now = timeFor({ projectId: row.project_id, environment: row.environment });
    return now + idleTimeoutMs;
  }

  return {
    get,
    async findByKey(principal, idempotencyKey, request) {
      const row = await store.read
        .selectFrom("sessions")
        .selectAll()
        .where("project_id", "=", principal.projectId)
        .where("idempotency_key", "=", idempotencyKey)
        .executeTakeFirst();
      if (row !== undefined && row.request_hash !== requestHash(request)) {
        throw new RuntimeError("idempotency_conflict");
      }
      return row;
    },
    async open({ principal, request, servers, idempotencyKey }) {
      const now = timeFor(principal);
      const attached = servers.length === 0 || servers.some(isConnected);
      const status = nextSessionStatus("pending", attached ? "attached" : "failed");
      const row: SessionRow = {
        id: newId("ses"),
        org_id: principal.orgId,
        project_id: principal.projectId,
        environment: principal.environment,
        user_id: request.user_id,
        status: status === "active" ? "active" : "error",
        servers: JSON.stringify(servers),
        preset: request.preset ?? null,
        metadata: JSON.stringify(request.metadata ?? {}),
        idempotency_key: idempotencyKey,
        request_hash: requestHash(request),
        created_at: now,
        expires_at: now + idleTimeoutMs,
        closed_at: null,
        tool_calls: 0,
      };
      await store.write((transaction) => transaction.insertInto("sessions").values(row).execute());
      return row;
    },
    async getActive(principal, id) {
      const row = await get(principal, id);
      if (row.status === "active") return row;
      const why = row.status === "error" ? "could not attach any server" : "is closed";
      throw new RuntimeError("session_closed", `The session ${why}; open a new one.`);
    },
    async touch(row) {
      if (row.status !== "active") return row;
      const expires_at = expiry(row);
      await store.write((transaction) =>
        transaction
          .updateTable("sessions")
          .set({ expires_at })
          .where("id", "=", row.id)
          .where("status", "=", "active")
          .execute(),
      );
      return { ...row, expires_at };
    },
    async countCall(transaction, row) {
      const counted = await updateForCall(transaction, { id: row.id, expiresAt: expiry(row) });
      if (counted.numAffectedRows === 0n) throw new RuntimeError("session_closed");
    },
    async close(principal, id) {
      const row = await get(principal, id);
      await finish(row.id, "closed", timeFor(principal));
    },
    async list(principal, { limit, before }) {
      const anchor = before === undefined ? undefined : await find(principal, before);
      let query = store.read
        .selectFrom("sessions")
        .selectAll()
        .where("project_id", "=", principal.projectId)
        .where("environment", "=", principal.environment);
      if (anchor !== undefined) {
        query = query.where(({ eb, refTuple, tuple }) =>
          eb(refTuple("created_at", "id"), "<", tuple(anchor.created_at, anchor.id)),
        );
      }
      return query.orderBy("created_at", "desc").orderBy("id", "desc").limit(limit).execute();
    },
    async closeExpired(scope) {
      const now = timeFor(scope);
      const { numUpdatedRows } = await store.write((transaction) =>
        transaction
          .updateTable("sessions")
          .set(({ ref }) => ({ status: "closed", closed_at: ref("expires_at") }))
          .where("project_id", "=", scope.projectId)
          .where("environment", "=", scope.environment)
          .where("status", "=", "active")
          .where("expires_at", "<=", now)
          .executeTakeFirst(),
      );
      return Number(numUpdatedRows);
    },
  };
}

function isConnected({ status }: SessionServerRow): boolean {
  return status === "connected";
}

function requestHash(request: CreateSessionRequest): string {
  return sha256(canonicalJson(request));
}
