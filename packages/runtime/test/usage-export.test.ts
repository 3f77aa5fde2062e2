/** Usage is told to exporters: each event, and nothing else, however often telling fails. */
import type { SettlementNotice, UsageEvent } from "@codespar/protocol";
import {
  type Arbitrary,
  array,
  assert,
  asyncProperty,
  boolean,
  constantFrom,
  infiniteStream,
  integer,
  nat,
  record as recordOf,
} from "fast-check";
import { describe, expect, it, onTestFinished, vi } from "vitest";

import { httpUsageExporter, stripeUsageExporter, type UsageExporter } from "../src/index.ts";
import { createSettlementLedger, type SettlementEvent } from "../src/metering/settlement-ledger.ts";
import { usageReceivers } from "../src/metering/usage-messages.ts";
import { createOutbox, type Deliver } from "../src/outbox/outbox.ts";
import { openStore } from "../src/store/open-store.ts";
import type { Store } from "../src/store/store.ts";
import { openRuntime } from "./open-runtime.ts";
import { serveFetch } from "./servers/serve-fetch.ts";
import { defaultStore } from "./stores/new-store.ts";

/** Nothing is told sooner than a second after it happened. */
const waiting = { timeout: 15_000, interval: 100 };

interface Received {
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

/** A receiver that refuses the first requests, and keeps what it takes. */
async function openReceiver(refusals = 0) {
  const taken: Received[] = [];
  let asked = 0;
  const served = await serveFetch(async (request) => {
    asked += 1;
    if (asked <= refusals) return new Response("no", { status: 503 });
    const path = new URL(request.url).pathname;
    taken.push({ path, headers: request.headers, body: await request.text() });
    return new Response(null, { status: 204 });
  });
  onTestFinished(() => served[Symbol.asyncDispose]());
  return { url: served.url, taken, asked: () => asked };
}

/** A card payment of R$ 5, and its refund. */
async function payAndRefund(usageExporters: readonly UsageExporter[]) {
  const test = openRuntime({ usageExporters });
  onTestFinished(() => test.runtime.close());
  const id = await test.session(["stripe"]);
  const { body } = await test.execute(id, "codespar_pay", { amount: 500, method: "card" });
  await test.call("POST", `/v1/sandbox/payments/${body.data.payment_id}/refund`);
  const { body: session } = await test.call("GET", `/v1/sessions/${id}`);
  return { ...test, payment: body.data.payment_id, projectId: session.project_id };
}

describe("an HTTP exporter", () => {
  it("is told of each settlement and refund once, as CloudEvents", async () => {
    const { url, taken } = await openReceiver();
    const headers = { Authorization: "Bearer meter-key" };
    const exporter = httpUsageExporter({
      url: `${url}/api/v1/events`,
      headers,
      environment: "test",
    });
    const { payment, projectId } = await payAndRefund([exporter]);
    await vi.waitFor(() => expect(taken).toHaveLength(2), waiting);
    const events = taken.map(({ body }) => JSON.parse(body));
    expect(events.map(({ type }) => type).toSorted()).toEqual([
      "dev.codespar.usage.refunded",
      "dev.codespar.usage.settled",
    ]);
    for (const event of events) {
      expect(event).toMatchObject({
        specversion: "1.0",
        subject: projectId,
        id: event.data.id,
        data: { settlement_id: payment, currency: "BRL" },
      });
    }
    const [{ path, headers: sent }] = taken as [Received];
    expect([path, sent.get("content-type"), sent.get("authorization")]).toEqual([
      "/api/v1/events",
      "application/cloudevents+json",
      "Bearer meter-key",
    ]);
  });

  it("that refuses is told again later, with the same ids", async () => {
    const { url, taken, asked } = await openReceiver(2);
    const { clock } = await payAndRefund([httpUsageExporter({ url, environment: "test" })]);
    await vi.waitFor(() => expect(asked()).toBe(2), waiting);
    await vi.waitFor(() => {
      clock.advance(2_000);
      expect(taken).toHaveLength(2);
    }, waiting);
    expect(new Set(taken.map(({ body }) => JSON.parse(body).id)).size).toBe(2);
  });

  it("is not told of sandbox payments unless it asks for them", async () => {
    const { url: liveUrl, asked } = await openReceiver();
    const { url, taken } = await openReceiver();
    await payAndRefund([
      httpUsageExporter({ url: liveUrl }),
      httpUsageExporter({ url, name: "sandbox", environment: "test" }),
    ]);
    await vi.waitFor(() => expect(taken).toHaveLength(2), waiting);
    expect(asked()).toBe(0);
  });
});

describe("a Stripe exporter", () => {
  const event: UsageEvent = {
    id: "use_1",
    kind: "refunded",
    project_id: "prj_a",
    session_id: "ses_1",
    tool_call_id: "tc_1",
    settlement_id: "pay_1",
    server: "stripe",
    currency: "BRL",
    amount_minor: -300,
    occurred_at: "2026-11-21T12:00:00.900Z",
  };
  const signal = new AbortController().signal;

  async function exporter(value?: "transactions" | "amount_minor") {
    const { url, taken } = await openReceiver();
    const customers = { prj_a: "cus_1" };
    const options = { apiKey: "sk_test_meter", eventName: "payments", customers, value };
    return { send: stripeUsageExporter({ ...options, baseUrl: url }).send, taken };
  }

  it("records the amount as a meter event under the usage event's id", async () => {
    const { send, taken } = await exporter("amount_minor");
    await send(event, signal);
    const [{ path, headers, body }] = taken as [Received];
    expect([path, headers.get("authorization")]).toEqual([
      "/v1/billing/meter_events",
      "Bearer sk_test_meter",
    ]);
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      event_name: "payments",
      identifier: "use_1",
      timestamp: "1795262400",
      "payload[stripe_customer_id]": "cus_1",
      "payload[value]": "-300",
    });
  });

  it("counts settled payments, not refunds nor other projects, unless told otherwise", async () => {
    const { send, taken } = await exporter();
    await send(event, signal);
    await send({ ...event, project_id: "prj_b", kind: "settled" }, signal);
    await send({ ...event, project_id: "constructor", kind: "settled" }, signal);
    expect(taken).toEqual([]);
    await send({ ...event, kind: "settled", amount_minor: 500 }, signal);
    expect(new URLSearchParams(taken[0]?.body).get("payload[value]")).toBe("1");
  });

  it("that fails says so without its key", async () => {
    const { url } = await openReceiver(1);
    const options = { apiKey: "sk_test_meter", eventName: "payments", customers: { prj_a: "c" } };
    const { send } = stripeUsageExporter({ ...options, value: "amount_minor", baseUrl: url });
    await expect(send(event, signal)).rejects.toThrow(/^The receiver answered HTTP 503\.$/);
  });
});

type Said = Pick<SettlementEvent, "kind" | "amountMinor"> & { readonly payment: number };

const payments = [1_000, 250, 1];
const said: Arbitrary<readonly Said[]> = array(
  recordOf({
    kind: constantFrom("settled", "refunded", "failed"),
    amountMinor: integer({ min: 1, max: 1_100 }),
    payment: nat(payments.length - 1),
  }),
  { maxLength: 14 },
);

describe("a receiver that does not answer", () => {
  it("holds up those of other topics not at all", async () => {
    const store = await openStore(defaultStore());
    onTestFinished(() => store.close());
    const told: string[] = [];
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    const outbox = createOutbox({
      store,
      clock: { now: () => 0 },
      logger: { info: () => undefined, error: () => undefined },
      receivers: new Map<string, Deliver>([
        ["slow", () => answered],
        ["quick", ({ id }) => Promise.resolve(void told.push(id))],
      ]),
    });
    const add = (id: string, topic: string) =>
      store.write((transaction) => outbox.add(transaction, [{ id, topic, payload: "" }]));
    await add("one", "slow");
    const held = outbox.drain();
    await add("two", "quick");
    const tell = (): readonly string[] => {
      void outbox.drain();
      return told;
    };
    await expect.poll(tell).toEqual(["two"]);
    answer();
    await held;
  });
});

/** A store with three calls whose payments are told of in any order, and a receiver that fails. */
async function openBilling(refuse: () => boolean) {
  const store = await openStore(defaultStore());
  await addCalls(store);
  let now = 0;
  const billed = new Map<string, number>();
  const exporter: UsageExporter = {
    name: "flaky",
    environment: "test",
    async send({ id, amount_minor }) {
      if (refuse()) throw new Error("not now");
      billed.set(id, amount_minor);
      // It took the event, and the answer was lost: the event comes again.
      if (refuse()) throw new Error("cut off");
    },
  };
  const outbox = createOutbox({
    store,
    clock: { now: () => now },
    logger: { info: () => undefined, error: () => undefined },
    receivers: new Map(usageReceivers([exporter])),
  });
  const ledger = createSettlementLedger({ outbox, exporters: [exporter] });
  const drainAll = async (): Promise<void> => {
    for (;;) {
      await outbox.drain();
      const rows = await store.read.selectFrom("outbox").select("id").execute();
      if (rows.length === 0) return;
      now += 3_600_000;
    }
  };
  return { store, ledger, drainAll, billed };
}

function addCalls(store: Store): Promise<unknown> {
  const shared = { project_id: "prj_a", session_id: "ses_1", tool: "pay", server: "stripe" };
  const call = { status: "success", request_hash: "", repeatable: 0, key_id: "key_1" } as const;
  return store.write((transaction) =>
    transaction
      .insertInto("tool_calls")
      .values(
        payments.map((_amount, index) => ({
          ...shared,
          ...call,
          id: `tc_${index}`,
          user_id: "user_1",
          called_at: 1,
        })),
      )
      .execute(),
  );
}

function noticeOf(index: number): SettlementNotice {
  return {
    payment_id: `pay_${index}`,
    status: "pending",
    method: "pix",
    currency: "BRL",
    amount_minor: payments[index] ?? 0,
    description: "",
    customer: { name: "", email: "", phone: "" },
    pix_code: null,
  };
}

it("sums to what settled less what was refunded, whatever is said, in whatever order, and told however badly", async () => {
  await assert(
    asyncProperty(said, nat(14), infiniteStream(boolean()), async (events, at, luck) => {
      const { store, ledger, drainAll, billed } = await openBilling(
        () => luck.next().value === true,
      );
      for (let index = 0; index <= 14; index += 1) {
        const event = events[index];
        await store.write(async (transaction) => {
          if (index === at)
            for (const nth of payments.keys()) await record(ledger, transaction, nth);
          if (event === undefined) return;
          const { payment, ...fact } = event;
          const scope = {
            projectId: "prj_a",
            server: "",
            settlementId: `pay_${payment}`,
            at: index,
          };
          const whole = { ...fact, ...scope, id: `e${index}` };
          const amountMinor = fact.kind === "settled" ? (payments[payment] ?? 0) : fact.amountMinor;
          await ledger.recordEvent(transaction, { ...whole, amountMinor });
          await ledger.recordEvent(transaction, { ...whole, amountMinor });
        });
      }
      await drainAll();
      const settled = await store.read
        .selectFrom("settlements")
        .selectAll()
        .where("status", "in", ["settled", "refunded"])
        .execute();
      const usage = await store.read.selectFrom("usage_events").selectAll().execute();
      await store.close();
      const net = sum(settled.map((row) => row.amount_minor - row.refunded_minor));
      expect(sum(usage.map((row) => row.amount_minor))).toBe(net);
      expect(sum([...billed.values()])).toBe(net);
      expect(settled.every((row) => row.refunded_minor <= row.amount_minor)).toBe(true);
      expect(usage.filter(({ kind }) => kind === "settled")).toHaveLength(settled.length);
    }),
    { numRuns: 40 },
  );
}, 60_000);

function record(
  ledger: ReturnType<typeof createSettlementLedger>,
  transaction: Parameters<typeof ledger.record>[0],
  index: number,
): Promise<void> {
  return ledger.record(transaction, noticeOf(index), {
    projectId: "prj_a",
    sessionId: "ses_1",
    userId: "user_1",
    toolCallId: `tc_${index}`,
    server: "stripe",
    at: 1,
  });
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
