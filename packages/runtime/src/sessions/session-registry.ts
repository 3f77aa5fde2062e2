import { canonicalJson, type CreateSessionRequest } from "@codespar/protocol";

import type { Principal } from "../access/principal.ts";
import type { ProjectScope } from "../access/project-scope.ts";
import { sha256 } from "../digest.ts";
import { newId } from "../ids.ts";
import { cancelLoops } from "../loops/cancel-loops.ts";
import { RuntimeError } from "../runtime-error.ts";
import { createBatchReader } from "../store/batch-reader.ts";
import { prepareQuery, prepareRowsQuery } from "../store/prepared-query.ts";
import type { SessionRow } from "../store/schema.ts";
import type { Store, StoreTransaction } from "../store/store.ts";
import { countCalls } from "./count-calls.ts";
import { disconnectServer } from "./disconnect-server.ts";
import { listSessions, type SessionListFilter } from "./list-sessions.ts";
import type { SessionServerRow } from "./session-server-row.ts";
import { nextSessionStatus } from "./session-state.ts";

const selectSessions = prepareRowsQuery<{ readonly id: string }, SessionRow>((db, parameters) =>
  db
    .selectFrom("sessions")
    .selectAll()
    .where(
      "id",
      "in",
      parameters.map((parameter) => parameter("id")),
    ),
);

const moveExpiry = prepareQuery<Pick<SessionRow, "id" | "expires_at">, unknown>((db, parameter) =>
  db
    .updateTable("sessions")
    .set({ expires_at: parameter("expires_at") })
    .where("id", "=", parameter("id"))
    .where("status", "=", "active"),
);

/** What the registry works with. */
export interface SessionRegistryOptions {
  readonly store: Store;
  /** The time that holds for a project's sessions of one environment. */
  readonly timeFor: (scope: ProjectScope) => number;
  readonly idleTimeoutMs: number;
}

interface SessionRegistryParts extends SessionRegistryOptions {
  readonly read: (id: string) => Promise<SessionRow | undefined>;
}

/** What opens a session, once its servers are known. */
export interface OpenSession {
  readonly principal: Principal;
  readonly request: CreateSessionRequest;
  readonly servers: readonly SessionServerRow[];
  /** Whether its servers use nothing but the user's own accounts. */
  readonly ownOnly: boolean;
  readonly idempotencyKey: string | null;
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
  /** Finds a session by its id alone, for those who hold a link to it. */
  find(id: string): Promise<SessionRow | undefined>;
  /** Finds a session of the caller's project, expired or not. */
  get(principal: Principal, id: string): Promise<SessionRow>;
  /** Finds a session that can be used now. */
  getActive(principal: Principal, id: string): Promise<SessionRow>;
  /** Moves the session's expiry forward. */
  touch(session: SessionRow): Promise<SessionRow>;
  /**
   * Moves expiries forward and counts calls, in the calls' own transaction.
   *
   * @returns The ids of the sessions that can be used.
   */
  countCalls(
    transaction: StoreTransaction,
    calls: ReadonlyArray<{ readonly session: SessionRow }>,
  ): Promise<ReadonlySet<string>>;
  /** Closes a session; closing it again changes nothing. */
  close(principal: Principal, id: string): Promise<void>;
  /** Takes a connected server out of a session that can be used. */
  disconnect(principal: Principal, id: string, serverId: string): Promise<void>;
  list(principal: Principal, filter: SessionListFilter): Promise<readonly SessionRow[]>;
  /** Closes every session whose time is over, each once; answers how many. */
  closeExpired(scope: ProjectScope): Promise<number>;
}

/** Creates the session registry. */
export function createSessionRegistry(options: SessionRegistryOptions): SessionRegistry {
  const read = createBatchReader(async (ids) => {
    const rows = ids.map((id) => ({ id }));
    return (await selectSessions(options.store.read, rows)).rows;
  });
  const parts = { ...options, read };
  return {
    findByKey: (principal, key, request) => findByKey(parts, { principal, key, request }),
    open: (session) => open(parts, session),
    find: read,
    get: (principal, id) => get(parts, principal, id),
    getActive: (principal, id) => getActive(parts, principal, id),
    touch: (row) => touch(parts, row),
    countCalls: (transaction, calls) =>
      countCalls(
        transaction,
        calls.map(({ session }) => ({ id: session.id, expiresAt: expiryOf(parts, session) })),
      ),
    async list(principal, filter) {
      await closeExpired(parts, principal);
      return listSessions(parts.store, principal, filter);
    },
    closeExpired: (scope) => closeExpired(parts, scope),
    disconnect: async (principal, id, serverId) =>
      disconnectServer(parts.store, await getActive(parts, principal, id), serverId),
    async close(principal, id) {
      const row = await get(parts, principal, id);
      await finish(parts.store, row.id, parts.timeFor(principal));
    },
  };
}

async function find(
  { read }: SessionRegistryParts,
  { projectId, environment }: Principal,
  id: string,
): Promise<SessionRow> {
  const row = await read(id);
  if (row?.project_id === projectId && row.environment === environment) return row;
  throw new RuntimeError("not_found", `There is no session "${id}".`);
}

async function get(
  parts: SessionRegistryParts,
  principal: Principal,
  id: string,
): Promise<SessionRow> {
  const row = await find(parts, principal, id);
  if (row.status !== "active" || row.expires_at > parts.timeFor(principal)) return row;
  await closeExpired(parts, principal);
  return find(parts, principal, id);
}

async function getActive(
  parts: SessionRegistryParts,
  principal: Principal,
  id: string,
): Promise<SessionRow> {
  const row = await get(parts, principal, id);
  if (row.status === "active") return row;
  const why = row.status === "error" ? "could not attach any server" : "is closed";
  throw new RuntimeError("session_closed", `The session ${why}; open a new one.`);
}

interface KeyedRequest {
  readonly principal: Principal;
  readonly key: string;
  readonly request: CreateSessionRequest;
}

async function findByKey(
  { store }: SessionRegistryParts,
  { principal, key, request }: KeyedRequest,
): Promise<SessionRow | undefined> {
  const row = await store.read
    .selectFrom("sessions")
    .selectAll()
    .where("project_id", "=", principal.projectId)
    .where("environment", "=", principal.environment)
    .where("idempotency_key", "=", key)
    .executeTakeFirst();
  if (row !== undefined && row.request_hash !== requestHash(request)) {
    throw new RuntimeError("idempotency_conflict");
  }
  return row;
}

async function open(
  { store, timeFor, idleTimeoutMs }: SessionRegistryParts,
  { principal, request, servers, ownOnly, idempotencyKey }: OpenSession,
): Promise<SessionRow> {
  const now = timeFor(principal);
  const attached = servers.length === 0 || servers.some(isUsable);
  const row: SessionRow = {
    id: newId("ses"),
    org_id: principal.orgId,
    project_id: principal.projectId,
    environment: principal.environment,
    user_id: request.user_id,
    status: nextSessionStatus("pending", attached ? "attached" : "failed"),
    servers: JSON.stringify(servers),
    preset: request.preset ?? null,
    metadata: JSON.stringify(request.metadata ?? {}),
    idempotency_key: idempotencyKey,
    request_hash: requestHash(request),
    created_at: now,
    expires_at: now + idleTimeoutMs,
    closed_at: null,
    tool_calls: 0,
    accounts: ownOnly ? "user" : "project",
    policy: request.policy === undefined ? null : JSON.stringify(request.policy),
  };
  await store.write((transaction) => transaction.insertInto("sessions").values(row).execute());
  return row;
}

async function touch(parts: SessionRegistryParts, row: SessionRow): Promise<SessionRow> {
  if (row.status !== "active") return row;
  const expires_at = expiryOf(parts, row);
  await parts.store.write((transaction) => moveExpiry(transaction, { id: row.id, expires_at }));
  return { ...row, expires_at };
}

async function finish(store: Store, id: string, at: number): Promise<void> {
  await store.write(async (transaction) => {
    await transaction
      .updateTable("sessions")
      .set({ status: nextSessionStatus("active", "closed"), closed_at: at })
      .where("id", "=", id)
      .where("status", "=", "active")
      .execute();
    const why = { code: "session_closed", error: "The session was closed." } as const;
    await cancelLoops(transaction, { ...why, sessionId: id, now: at });
  });
}

async function closeExpired(
  { store, timeFor }: SessionRegistryParts,
  scope: ProjectScope,
): Promise<number> {
  const now = timeFor(scope);
  const { numUpdatedRows } = await store.write((transaction) =>
    transaction
      .updateTable("sessions")
      .set(({ ref }) => ({
        status: nextSessionStatus("active", "expired"),
        closed_at: ref("expires_at"),
      }))
      .where("project_id", "=", scope.projectId)
      .where("environment", "=", scope.environment)
      .where("status", "=", "active")
      .where("expires_at", "<=", now)
      // A session is not idle while a loop of it is under way, or waits for a person.
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom("loops")
              .select("loops.id")
              .whereRef("loops.session_id", "=", "sessions.id")
              .where("loops.status", "in", ["running", "waiting"]),
          ),
        ),
      )
      // Nor while a person is asked, or has said yes to a call that was not made yet.
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom("approvals")
              .select("approvals.id")
              .whereRef("approvals.session_id", "=", "sessions.id")
              .where("approvals.status", "in", ["pending", "approved"])
              .where("approvals.expires_at", ">", now),
          ),
        ),
      )
      .executeTakeFirst(),
  );
  return Number(numUpdatedRows);
}

function expiryOf({ timeFor, idleTimeoutMs }: SessionRegistryParts, row: SessionRow): number {
  const now = timeFor({ projectId: row.project_id, environment: row.environment });
  return now + idleTimeoutMs;
}

function isUsable({ status }: SessionServerRow): boolean {
  return status === "connected" || status === "pending";
}

function requestHash(request: CreateSessionRequest): string {
  return sha256(canonicalJson(request));
}
