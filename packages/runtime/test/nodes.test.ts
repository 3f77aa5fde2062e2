import { spawnSync } from "node:child_process";
import { hostname } from "node:os";

import { createMcpHandler, Server } from "@modelcontextprotocol/server";
import { describe, expect, inject, it, onTestFinished } from "vitest";

import { createSessionRegistry } from "../src/sessions/session-registry.ts";
import { openStore } from "../src/store/open-store.ts";
import { openRuntime, type TestRuntime } from "./open-runtime.ts";
import { serveFetch } from "./servers/serve-fetch.ts";
import { serveTools } from "./servers/serve-tools.ts";
import { newStore } from "./stores/new-store.ts";

const apiKey = "csk_test_several-nodes-0001";

interface Cluster {
  readonly location: string;
  readonly nodes: readonly [TestRuntime, TestRuntime];
  /** What the provider was asked to do. */
  readonly dispatched: string[];
  /** Lets the provider answer what it holds back. */
  release(): void;
}

/** Two nodes on one store, and a provider that answers when it is told to. */
async function openCluster({ holds = false } = {}): Promise<Cluster> {
  const dispatched: string[] = [];
  const held: (() => void)[] = [];
  const answer = (tool: string) => async () => {
    dispatched.push(tool);
    if (holds) await new Promise<void>((resolve) => void held.push(resolve));
    return { nth: dispatched.length };
  };
  const provider = await serveTools({
    charge: { run: answer("charge") },
    look: { annotations: { readOnlyHint: true }, run: answer("look") },
  });
  onTestFinished(() => provider[Symbol.asyncDispose]());
  const location = newStore();
  const open = (): TestRuntime => {
    const servers = { provider: { url: provider.url } };
    const node = openRuntime({ store: location, apiKey, signingKey: "one for all", servers });
    onTestFinished(() => node.runtime.close());
    return node;
  };
  const nodes = [open(), open()] as const;
  return {
    location,
    nodes,
    dispatched,
    release: () => {
      for (const answerHeld of held.splice(0)) answerHeld();
    },
  };
}

/** A server that says when its tools change. */
function toServer(names: readonly string[]): Server {
  const capabilities = { tools: { listChanged: true } };
  const server = new Server({ name: "provider", version: "1" }, { capabilities });
  server.setRequestHandler("tools/list", () => ({
    tools: names.map((name) => ({ name, inputSchema: { type: "object" as const } })),
  }));
  return server;
}

const isPostgres = inject("postgresUrl") !== undefined;

describe("two nodes on one store", () => {
  it("serve each other's sessions", async () => {
    const [one, two] = (await openCluster()).nodes;
    const id = await one.session(["provider", "stripe"]);
    const { body: found } = await two.call("GET", `/v1/sessions/${id}`);
    expect(found).toMatchObject({ id, status: "active" });
    expect((await two.execute(id, "provider_charge", {})).body.success).toBe(true);
    const { body: logs } = await one.call("GET", `/v1/sessions/${id}/logs`);
    expect(logs.data).toMatchObject([{ tool: "provider_charge", status: "success" }]);
    expect((await two.call("DELETE", `/v1/sessions/${id}`)).status).toBe(204);
    expect((await one.execute(id, "provider_charge", {})).body.code).toBe("session_closed");
  });

  it("dispatch a key once, however many requests carry it to either", async () => {
    const { nodes, dispatched } = await openCluster();
    const id = await nodes[0].session(["provider"]);
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        (index % 2 === 0 ? nodes[0] : nodes[1]).execute(id, "provider_charge", {}, `k${index % 6}`),
      ),
    );
    expect(dispatched).toHaveLength(6);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map(({ body }) => body.tool_call_id)).size).toBe(6);
    expect(answers.filter(({ body }) => body.replayed === true)).toHaveLength(54);
  });

  it("refuse other arguments under a key that the other node has seen", async () => {
    const { nodes, dispatched } = await openCluster();
    const id = await nodes[0].session(["provider"]);
    await nodes[0].execute(id, "provider_charge", { amount: 1 }, "k");
    const { status, body } = await nodes[1].execute(id, "provider_charge", { amount: 2 }, "k");
    expect([status, body.code]).toEqual([422, "idempotency_conflict"]);
    expect(dispatched).toHaveLength(1);
  });

  it("let a duplicate at one wait for the call at the other", async () => {
    const { nodes, dispatched, release } = await openCluster({ holds: true });
    const id = await nodes[0].session(["provider"]);
    const first = nodes[0].execute(id, "provider_charge", {}, "k");
    await expect.poll(() => dispatched.length, { timeout: 10_000 }).toBe(1);
    const second = nodes[1].execute(id, "provider_charge", {}, "k");
    release();
    expect((await first).body).toMatchObject({ success: true, data: { nth: 1 } });
    expect((await second).body).toMatchObject({ success: true, data: { nth: 1 }, replayed: true });
    expect(dispatched).toHaveLength(1);
  });

  it("leave a call alone that the other one runs, also when one of them starts", async () => {
    const cluster = await openCluster({ holds: true });
    const [one] = cluster.nodes;
    const id = await one.session(["provider"]);
    const running = one.execute(id, "provider_charge", {}, "k");
    await expect.poll(() => cluster.dispatched.length, { timeout: 10_000 }).toBe(1);
    const third = openRuntime({ store: cluster.location, apiKey, signingKey: "one for all" });
    const { body } = await third.call("GET", `/v1/sessions/${id}/logs`);
    expect(body.data).toMatchObject([{ status: "running" }]);
    cluster.release();
    expect((await running).body.success).toBe(true);
    await third.runtime.close();
  });

  it("say of a dead one's calls that nobody knows what came of them, each once", async () => {
    const { nodes, location, dispatched, release } = await openCluster({ holds: true });
    const [one, two] = nodes;
    const id = await one.session(["provider"]);
    const calls = ["provider_charge", "provider_look"].map((tool) =>
      one.execute(id, tool, {}, tool),
    );
    await expect.poll(() => dispatched.length, { timeout: 10_000 }).toBe(2);
    const store = await openStore(location);
    onTestFinished(() => store.close());
    // A node that stops, with everything it was doing, stops saying that it is alive.
    await store.write(async (transaction) => {
      await transaction.updateTable("tool_calls").set({ node_id: "node_dead" }).execute();
    });
    const charge = two.execute(id, "provider_charge", {}, "provider_charge");
    expect((await charge).body).toMatchObject({ error_code: "outcome_unknown", replayed: true });
    const look = two.execute(id, "provider_look", {}, "provider_look");
    await expect.poll(() => dispatched.length, { timeout: 10_000 }).toBe(3);
    release();
    expect((await look).body).toMatchObject({ success: true, data: { nth: 3 } });
    expect(dispatched.toSorted()).toEqual(["charge", "look", "look"]);
    await Promise.all(calls);
    const { body } = await two.call("GET", "/v1/audit?tool=provider_charge");
    const kinds = body.data.map(({ kind, status }: { kind: string; status: string | null }) =>
      [kind, status].join(" "),
    );
    // The first node was not dead after all: what it learned takes the place of "unknown".
    expect(kinds).toEqual(["intent ", "outcome unknown", "replay unknown", "outcome success"]);
    const { body: verified } = await two.call("GET", "/v1/audit/verify");
    expect(verified).toMatchObject({ valid: true });
  });

  it.skipIf(isPostgres)(
    "know at once which of a file's nodes have ended with their process",
    async () => {
      const { nodes, location, dispatched, release } = await openCluster({ holds: true });
      const id = await nodes[0].session(["provider"]);
      const running = ["ended", "alive"].map((key) =>
        nodes[0].execute(id, "provider_charge", {}, key),
      );
      await expect.poll(() => dispatched.length).toBe(2);
      const store = await openStore(location);
      const leased = { started_at: nodes[0].clock.now(), seen_at: nodes[0].clock.now() };
      const ended = spawnSync(process.execPath, ["--version"]).pid;
      await store.write(async (transaction) => {
        for (const [key, pid] of Object.entries({ ended, alive: process.ppid })) {
          await transaction
            .insertInto("nodes")
            .values({ id: `node_${key}`, host: hostname(), pid, ...leased })
            .execute();
          await transaction
            .updateTable("tool_calls")
            .set({ node_id: `node_${key}` })
            .where("idempotency_key", "=", key)
            .execute();
        }
      });
      await store.close();
      const third = openRuntime({ store: location, apiKey, signingKey: "one for all" });
      const { body } = await third.call("GET", `/v1/sessions/${id}/logs`);
      expect(body.data.map(({ status }: { status: string }) => status).toSorted()).toEqual([
        "running",
        "unknown",
      ]);
      release();
      await Promise.all(running);
      await third.runtime.close();
    },
  );

  it.runIf(isPostgres)("take nobody for dead whose machine's clock differs", async () => {
    const { nodes, location, dispatched, release } = await openCluster({ holds: true });
    const [one] = nodes;
    const id = await one.session(["provider"]);
    const charge = one.execute(id, "provider_charge", {}, "k");
    await expect.poll(() => dispatched).toEqual(["charge"]);
    const clock = { now: () => one.clock.now() + 60_000 };
    const ahead = openRuntime({ store: location, apiKey, signingKey: "one for all", clock });
    const { body } = await ahead.call("GET", `/v1/sessions/${id}/logs`);
    expect(body.data).toMatchObject([{ status: "running" }]);
    release();
    expect((await charge).body.success).toBe(true);
    await ahead.runtime.close();
  });

  it("close an idle session once, although both look", async () => {
    const { nodes, location } = await openCluster();
    const ids = await Promise.all(Array.from({ length: 20 }, () => nodes[0].session(["provider"])));
    const { body: session } = await nodes[0].call("GET", `/v1/sessions/${ids[0]}`);
    const scope = { projectId: session.project_id, environment: "test" } as const;
    const now = nodes[0].clock.now() + 31 * 60_000;
    const sweepers = await Promise.all(
      [1, 2].map(async () => {
        const store = await openStore(location);
        onTestFinished(() => store.close());
        return createSessionRegistry({ store, timeFor: () => now, idleTimeoutMs: 30 * 60_000 });
      }),
    );
    const closed = await Promise.all(sweepers.map((sweeper) => sweeper.closeExpired(scope)));
    expect(closed.reduce((sum, count) => sum + count, 0)).toBe(20);
    const { body: found } = await nodes[1].call("GET", `/v1/sessions/${ids[0]}`);
    expect(found.status).toBe("closed");
  });

  it("go on with each other's sessions when one dies, at once", async () => {
    const { nodes } = await openCluster();
    const [one, two] = nodes;
    const ids = await Promise.all(Array.from({ length: 10 }, () => one.session(["provider"])));
    await one.runtime.close();
    const answers = await Promise.all(ids.map((id) => two.execute(id, "provider_charge", {}, "k")));
    expect(answers.every(({ body }) => body.success)).toBe(true);
  });

  it.runIf(isPostgres)("tell each other that a server's tools changed", async () => {
    const location = newStore();
    const names = ["old"];
    const changes: (() => void)[] = [];
    const nodes: TestRuntime[] = [];
    for (let index = 0; index < 2; index += 1) {
      const handler = createMcpHandler(() => toServer(names));
      changes.push(() => handler.notify.toolsChanged());
      const served = await serveFetch((request) => handler.fetch(request));
      onTestFinished(async () => {
        await handler.close();
        await served[Symbol.asyncDispose]();
      });
      const servers = { provider: { url: `${served.url}/mcp` } };
      const node = openRuntime({ store: location, apiKey, signingKey: "one for all", servers });
      onTestFinished(() => node.runtime.close());
      nodes.push(node);
    }
    const [one, two] = nodes as [TestRuntime, TestRuntime];
    const id = await one.session(["provider"]);
    const listed = async (node: TestRuntime) => {
      const { body } = await node.call("GET", `/v1/sessions/${id}/tools?server=provider`);
      return body.data.map(({ name }: { name: string }) => name);
    };
    expect([await listed(one), await listed(two)]).toEqual([["provider_old"], ["provider_old"]]);
    names.push("new");
    // Only the first node is told, as when a server speaks to one of its clients.
    changes[0]?.();
    for (const node of [one, two]) {
      await expect.poll(() => listed(node)).toEqual(["provider_old", "provider_new"]);
    }
  });

  it("keep one audit chain, however their calls mix", async () => {
    const { nodes } = await openCluster();
    const ids = await Promise.all(nodes.map((node) => node.session(["provider"])));
    await Promise.all(
      Array.from({ length: 80 }, (_, index) => {
        const node = nodes[index % 2] ?? nodes[0];
        return node.execute(ids[index % 3 === 0 ? 0 : 1] ?? "", "provider_charge", { index });
      }),
    );
    const { body } = await nodes[0].call("GET", "/v1/audit/verify");
    expect(body).toMatchObject({ valid: true, entries: 160 });
  });
});
