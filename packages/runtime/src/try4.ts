import { createAuditLog } from "./audit/audit-log.ts";
import { systemClock } from "./clock.ts";
import { createMcpPool } from "./mcp/mcp-pool.ts";
import { createServerDirectory } from "./mcp/server-directory.ts";
import { createSandboxWorlds } from "./sandbox/sandbox-worlds.ts";
import { openSession } from "./sessions/open-session.ts";
import { createSessionRegistry } from "./sessions/session-registry.ts";
import { openSqliteStore } from "./store/sqlite/sqlite-store.ts";
import { createCallLedger } from "./tools/call-ledger.ts";
import { callTool } from "./tools/call-tool.ts";
import { createToolCatalog } from "./tools/tool-catalog.ts";
const T: Record<string, number[]> = {};
const wrap = (o: any, prefix: string) => {
  const r: any = { ...o };
  for (const k of Object.keys(o))
    if (typeof o[k] === "function")
      r[k] = (...a: any[]) => {
        const t = performance.now();
        const v = o[k](...a);
        if (v?.then) {
          return v.then((x: any) => {
            (T[prefix + k] ??= []).push(performance.now() - t);
            return x;
          });
        }
        (T[prefix + k] ??= []).push(performance.now() - t);
        return v;
      };
  return r;
};
const store0 = await openSqliteStore(process.argv[2] ?? ":memory:");
const store: any = { ...wrap(store0, "store."), read: store0.read };
const worlds = createSandboxWorlds(systemClock, () => {});
const directory = createServerDirectory({}, worlds, 60000);
const pool0 = createMcpPool(directory, 1000);
const pool: any = {
  ...pool0,
  open: async (s: any, id: any) => {
    const l = await pool0.open(s, id);
    return wrapLink(l);
  },
};
const links = new Map();
const wrapLink = (l: any) => {
  if (links.has(l)) return links.get(l);
  const w = Object.create(l, {
    call: {
      value: async (c: any) => {
        const t = performance.now();
        const r = await l.call(c);
        (T["link.call"] ??= []).push(performance.now() - t);
        return r;
      },
    },
  });
  links.set(l, w);
  return w;
};
const sessions = wrap(
  createSessionRegistry({ store, timeFor: () => Date.now(), idleTimeoutMs: 1e9 }),
  "sessions.",
);
const catalog = wrap(createToolCatalog(pool), "catalog.");
const audit = wrap(createAuditLog("k"), "audit.");
const ledger = wrap(createCallLedger({ store, audit, sessions }), "ledger.");
const principal = {
  keyId: "k",
  orgId: "o",
  projectId: "p",
  environment: "test",
  scopes: [],
} as const;
const row = await openSession(
  { directory, pool, sessions, now: Date.now },
  {
    principal,
    request: { user_id: "u", servers: ["stripe", "mercadopago", "correios"] },
    idempotencyKey: null,
  },
);
const parts = {
  store,
  clock: systemClock,
  directory,
  pool,
  sessions,
  catalog,
  ledger,
  inFlight: new Map(),
  duplicateWaitMs: 1,
  maxResultBytes: 1e6,
};
const ac = new AbortController();
let n = 0;
const N = Number(process.argv[3] ?? 6000);
for (let i = 0; i < N; i++) {
  const t = performance.now();
  await callTool(parts as any, {
    principal,
    sessionId: row.id,
    call: { tool: "stripe_list_payment_intents", input: { limit: 1 } },
    idempotencyKey: "q" + n++,
    publicUrl: "http://x",
    signal: ac.signal,
  });
  (T["TOTAL"] ??= []).push(performance.now() - t);
}
for (const [k, v] of Object.entries(T)) {
  v.splice(0, v.length >> 1);
  v.sort((a, b) => a - b);
  console.log(
    k.padEnd(24),
    (v[v.length >> 1]! * 1000).toFixed(0) + "us",
    "p99",
    (v[Math.floor(v.length * 0.99)]! * 1000).toFixed(0),
    v.length,
  );
}
process.exit();
