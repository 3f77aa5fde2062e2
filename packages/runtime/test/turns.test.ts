import { createToolkit } from "@codespar/adapter";
import { describe, expect, inject, it, onTestFinished } from "vitest";

import type { AgentBackend, RuntimeOptions } from "../src/index.ts";
import { openStore } from "../src/store/open-store.ts";
import { type Answer, openRuntime, type TestRuntime } from "./open-runtime.ts";
import { newStore } from "./stores/new-store.ts";

const apiKey = "csk_test_turns-of-agents-01";

/** A call that the agent makes. */
interface Call {
  readonly id: string;
  readonly amount: number;
}

/** An agent that makes these calls, and then says that it is done. */
function payer(...calls: readonly Call[]): AgentBackend {
  return {
    async *run({ session, signal }) {
      const toolkit = await createToolkit(session, {
        framework: { name: "test", adapterVersion: "0" },
        defaultDialect: "portable",
        approval: "never",
      });
      for (const { id, amount } of calls) {
        const input = { method: "pix", amount };
        yield { type: "tool_use", id, name: "codespar_pay", input, iteration: 1 };
        await toolkit.find("codespar_pay")?.call(input, { toolCallId: id, signal });
      }
      yield { type: "assistant_text", content: "Done.", iteration: 2 };
    },
  };
}

function open(options: RuntimeOptions): TestRuntime {
  const test = openRuntime({ apiKey, signingKey: "one for all", ...options });
  onTestFinished(() => test.runtime.close());
  return test;
}

async function openSession({ call }: TestRuntime, policy: object = {}): Promise<string> {
  const body = { user_id: "user_123", servers: ["stripe"], policy };
  return (await call("POST", "/v1/sessions", body)).body.id;
}

const askAbove = (amount_minor: number) => ({
  approvals: [{ above: { currency: "BRL", amount_minor } }],
});

function send({ call }: TestRuntime, id: string): Promise<Answer> {
  return call("POST", `/v1/sessions/${id}/send`, { message: "Pay" });
}

async function pending({ call }: TestRuntime): Promise<readonly { readonly id: string }[]> {
  return (await call("GET", "/v1/approvals?status=pending")).body.data;
}

async function decide(test: TestRuntime, decision: "approve" | "deny"): Promise<void> {
  await expect.poll(() => pending(test)).toHaveLength(1);
  for (const { id } of await pending(test)) {
    await test.call("POST", `/v1/approvals/${id}`, { decision });
  }
}

describe("a turn", () => {
  it("waits for a person and goes on, in the audit under the turn", async () => {
    const test = open({ agent: payer({ id: "one", amount: 500 }) });
    const id = await openSession(test, askAbove(100));
    const sending = send(test, id);
    await decide(test, "approve");
    const { status, body, headers } = await sending;
    expect(status).toBe(200);
    expect(body).toMatchObject({ message: "Done." });
    const { body: audit } = await test.call("GET", "/v1/audit?tool=codespar_pay");
    const turnId = headers.get("x-turn-id");
    expect(audit.data).toMatchObject([
      { kind: "refusal", error_code: "approval_required" },
      { kind: "approval" },
      { kind: "intent", origin: { id: "one", framework: "send", run_id: turnId } },
      { kind: "outcome", status: "success" },
    ]);
  });

  it("moves no more money than it may, approved or not", async () => {
    const calls = [
      { id: "one", amount: 600 },
      { id: "two", amount: 401 },
      { id: "three", amount: 400 },
    ];
    const turnLimits = { maxSpendMinor: { BRL: 1_000 } };
    const test = open({ agent: payer(...calls), turnLimits });
    const id = await openSession(test, askAbove(500));
    const sending = send(test, id);
    await decide(test, "approve");
    await sending;
    const { body } = await test.execute(id, "stripe_list_payment_intents", {});
    const amounts = body.data.payments.map(({ amount }: { amount: number }) => amount);
    expect(amounts.toSorted()).toEqual([400, 600]);
  });

  it("that a crash left running ends with what it did, and the session goes on", async () => {
    const store = newStore();
    let release: (() => void) | undefined;
    const hanging: AgentBackend = {
      async *run(turn) {
        yield* payer({ id: "one", amount: 500 }).run(turn);
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      },
    };
    const crashed = open({ store, agent: hanging });
    const id = await openSession(crashed);
    const lost = send(crashed, id);
    await expect.poll(() => release).toBeTypeOf("function");
    const database = await openStore(store);
    onTestFinished(() => database.close());
    // A node that is gone, with everything it was doing.
    await database.write((transaction) =>
      transaction.updateTable("agent_turns").set({ node_id: "node_dead" }).execute(),
    );
    const messages: unknown[] = [];
    const next = open({
      store,
      agent: {
        async *run(turn) {
          messages.push(...turn.messages);
          yield* payer().run(turn);
        },
      },
    });
    const turns = await database.read.selectFrom("agent_turns").select("id").execute();
    await next.runtime.ready();
    const { body } = await next.call("GET", `/v1/sessions/${id}/turns/${turns[0]?.id}`);
    expect(body).toMatchObject({
      status: "error",
      result: { tool_calls: [{ id: "one", tool_name: "codespar_pay", status: "success" }] },
      error: { code: "internal" },
    });
    expect((await send(next, id)).status).toBe(200);
    expect(JSON.stringify(messages)).toMatch(/stopped here.*codespar_pay: success/);
    release?.();
    await lost;
    // The first process was not gone after all: it does not write over what was told.
    const { body: still } = await next.call("GET", `/v1/sessions/${id}/turns/${turns[0]?.id}`);
    expect(still).toEqual(body);
  });
});

describe("a turn that another node took for lost", () => {
  it("makes no further call, and its client is told", async () => {
    const store = newStore();
    let release: (() => void) | undefined;
    const thinking: AgentBackend = {
      async *run(turn) {
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        yield* payer({ id: "one", amount: 500 }).run(turn);
      },
    };
    const test = open({ store, agent: thinking });
    const id = await openSession(test);
    const paused = send(test, id);
    await expect.poll(() => release).toBeTypeOf("function");
    const goOn = release;
    const database = await openStore(store);
    onTestFinished(() => database.close());
    await database.write((transaction) =>
      transaction.updateTable("agent_turns").set({ node_id: "node_dead" }).execute(),
    );
    const left = () => database.read.selectFrom("agent_turns").select("status").execute();
    await expect.poll(left).toEqual([{ status: "error" }]);
    goOn?.();
    const { status, body } = await paused;
    expect([status, body.code]).toEqual([500, "internal"]);
    expect(body.message).toMatch(/taken for lost/);
    const { body: listed } = await test.execute(id, "stripe_list_payment_intents", {});
    expect(listed.data.payments).toEqual([]);
  });
});

describe.skipIf(inject("postgresUrl") === undefined)("a turn on one node", () => {
  it.each(["approve", "deny"] as const)("goes on when another decides to %s", async (decision) => {
    const store = newStore();
    const one = open({ store, agent: payer({ id: "one", amount: 500 }) });
    const two = open({ store, agent: payer() });
    const id = await openSession(one, askAbove(100));
    const sending = send(one, id);
    await decide(two, decision);
    expect((await sending).status).toBe(200);
    const { body } = await one.execute(id, "stripe_list_payment_intents", {});
    expect(body.data.payments).toHaveLength(decision === "approve" ? 1 : 0);
  });
});
