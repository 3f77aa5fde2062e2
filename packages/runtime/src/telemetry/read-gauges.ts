import type { Clock } from "../clock.ts";
import type { McpPool } from "../mcp/mcp-pool.ts";
import type { ServerGuards } from "../mcp/server-guards.ts";
import type { NodeRegistry } from "../nodes/node-registry.ts";
import type { Store } from "../store/store.ts";
import type { Gauge } from "./metrics.ts";

/** Where the numbers are. */
export interface GaugeParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly pool: McpPool;
  readonly guards: ServerGuards;
  readonly node: NodeRegistry;
  readonly inFlight: ReadonlyMap<string, unknown>;
}

/** Reads how things are now: in this process, and in the store that all nodes share. */
export async function readGauges(parts: GaugeParts): Promise<readonly Gauge[]> {
  const { links, children } = parts.pool.count();
  return [
    numberOf("calls_in_flight", "Calls that this node is making.", parts.inFlight.size),
    numberOf("server_links", "Links to servers that this node has open.", links),
    numberOf("server_processes", "Server processes that this node runs.", children),
    {
      name: "codespar_breakers",
      help: "Circuit breakers of this node, by server and state.",
      labelNames: ["server", "state"],
      values: toBreakerCounts(parts.guards),
    },
    ...(await readStored(parts)),
  ];
}

function numberOf(name: string, help: string, value: number): Gauge {
  return { name: `codespar_${name}`, help, labelNames: [], values: [{ value }] };
}

/** By server and state: a server has a breaker for each project. */
function toBreakerCounts(guards: ServerGuards): Gauge["values"] {
  const counts = new Map<string, { labels: Record<string, string>; value: number }>();
  for (const { server, state } of guards.breakers()) {
    const key = `${server} ${state}`;
    const known = counts.get(key) ?? { labels: { server, state }, value: 0 };
    counts.set(key, { ...known, value: known.value + 1 });
  }
  return [...counts.values()];
}

async function readStored({ store, clock, node }: GaugeParts): Promise<readonly Gauge[]> {
  const { read } = store;
  const now = clock.now();
  const { sessions, approvals, nodes, running, waiting } = await read
    .selectNoFrom(({ selectFrom, fn }) => [
      selectFrom("sessions")
        .select(fn.countAll<number>().as("count"))
        .where("status", "=", "active")
        .as("sessions"),
      selectFrom("approvals")
        .select(fn.countAll<number>().as("count"))
        .where("status", "=", "pending")
        .where("expires_at", ">", now)
        .as("approvals"),
      selectFrom("nodes")
        .select(fn.countAll<number>().as("count"))
        .where("seen_at", ">", node.leaseSince())
        .as("nodes"),
      selectFrom("loops")
        .select(fn.countAll<number>().as("count"))
        .where("status", "=", "running")
        .as("running"),
      selectFrom("loops")
        .select(fn.countAll<number>().as("count"))
        .where("status", "=", "waiting")
        .as("waiting"),
    ])
    .executeTakeFirstOrThrow();
  return [
    numberOf("sessions_open", "Sessions that can be used, of all nodes.", sessions ?? 0),
    numberOf("approvals_waiting", "Calls that wait for a person.", approvals ?? 0),
    numberOf("nodes_alive", "Nodes whose lease holds.", nodes ?? 0),
    {
      name: "codespar_loops_open",
      help: "Durable loops that are not over, by status.",
      labelNames: ["status"],
      values: [
        { labels: { status: "running" }, value: running ?? 0 },
        { labels: { status: "waiting" }, value: waiting ?? 0 },
      ],
    },
  ];
}
