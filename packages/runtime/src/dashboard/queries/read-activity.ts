import { sql } from "kysely";

import type { Principal } from "../../access/principal.ts";
import type { Store } from "../../store/store.ts";

/** Whose activity, and when. */
export interface ActivityFilter {
  readonly principal: Principal;
  readonly fromMs: number;
  readonly toMs: number;
  /** Milliseconds that one point of a chart stands for. */
  readonly bucketMs: number;
}

/** What happened in one stretch of time. */
export interface ActivityPoint {
  /** When it begins, in milliseconds since 1970. */
  readonly at: number;
  readonly calls: number;
  readonly failures: number;
  /** Milliseconds; `null` when no call ended. */
  readonly p50: number | null;
  readonly p95: number | null;
}

/** Calls over a range of time. */
export interface Activity {
  readonly points: readonly ActivityPoint[];
  readonly total: Omit<ActivityPoint, "at">;
}

interface Bucket {
  readonly bucket: number;
  readonly calls: number;
  readonly failures: number;
  readonly p50: number | null;
  readonly p95: number | null;
}

/** Counts calls and how long they took, stretch by stretch and altogether. */
export async function readActivity(store: Store, filter: ActivityFilter): Promise<Activity> {
  const { fromMs, toMs, bucketMs } = filter;
  const [buckets, [whole]] = await Promise.all([
    readBuckets(store, filter),
    readBuckets(store, { ...filter, bucketMs: Number.MAX_SAFE_INTEGER }),
  ]);
  const byBucket = new Map(buckets.map((row) => [row.bucket, row]));
  const first = Math.floor(fromMs / bucketMs);
  const last = Math.floor((toMs - 1) / bucketMs);
  const points = Array.from({ length: last - first + 1 }, (_, index) => {
    const { calls, failures, p50, p95 } = byBucket.get(first + index) ?? none;
    return { at: (first + index) * bucketMs, calls, failures, p50, p95 };
  });
  return { points, total: whole ?? none };
}

const none = { calls: 0, failures: 0, p50: null, p95: null };

/** Every bucket that has calls; the percentiles are the nearest that was measured. */
function readBuckets(
  store: Store,
  { principal, fromMs, toMs, bucketMs }: ActivityFilter,
): Promise<readonly Bucket[]> {
  const bucket = sql<number>`tool_calls.called_at / ${sql.lit(bucketMs)}`;
  return store.read
    .with("measured", (db) =>
      db
        .selectFrom("tool_calls")
        .innerJoin("sessions", "sessions.id", "tool_calls.session_id")
        .where("tool_calls.project_id", "=", principal.projectId)
        .where("sessions.environment", "=", principal.environment)
        .where("tool_calls.called_at", ">=", fromMs)
        .where("tool_calls.called_at", "<", toMs)
        .select([bucket.as("bucket"), "tool_calls.duration_ms"])
        .select(
          sql<number>`case when tool_calls.status in ('error', 'unknown') then 1 else 0 end`.as(
            "failed",
          ),
        )
        .select(
          sql<number>`cume_dist() over (partition by ${bucket}, tool_calls.duration_ms is null order by tool_calls.duration_ms)`.as(
            "share",
          ),
        ),
    )
    .selectFrom("measured")
    .select("bucket")
    .select([
      sql<number>`count(*)`.as("calls"),
      sql<number>`sum(failed)`.as("failures"),
      sql<number | null>`min(duration_ms) filter (where share >= 0.5)`.as("p50"),
      sql<number | null>`min(duration_ms) filter (where share >= 0.95)`.as("p95"),
    ])
    .groupBy("bucket")
    .execute();
}
