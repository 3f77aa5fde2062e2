import type { SettlementNotice } from "@codespar/protocol";
import { expect, it } from "vitest";

import { createSettlementLedger, type SettlementEvent } from "../src/metering/settlement-ledger.ts";
import { openStore } from "../src/store/open-store.ts";
import type { Store } from "../src/store/store.ts";
import { defaultStore } from "./stores/new-store.ts";

const source = {
  projectId: "prj_a",
  sessionId: "ses_1",
  userId: "user_1",
  toolCallId: "tc_1",
  server: "stripe",
  at: 1,
};
const notice: SettlementNotice = {
  payment_id: "pay_1",
  status: "pending",
  method: "pix",
  currency: "BRL",
  amount_minor: 1_000,
  description: "",
  customer: { name: "", email: "", phone: "" },
  pix_code: null,
};

const ledger = createSettlementLedger({ outbox: { add: async () => undefined }, exporters: [] });

type Said = readonly ["settled" | "failed" | "refunded", number];

async function openLedger(): Promise<Store> {
  const store = await openStore(defaultStore());
  await store.write((transaction) =>
    transaction
      .insertInto("tool_calls")
      .values({
        id: "tc_1",
        project_id: "prj_a",
        session_id: "ses_1",
        tool: "pay",
        server: "stripe",
        status: "running",
        error_code: null,
        idempotency_key: null,
        request_hash: "",
        repeatable: 0,
        framework: "ai",
        key_id: "key_1",
        user_id: "user_1",
        result: null,
        duration_ms: null,
        called_at: 1,
      })
      .execute(),
  );
  return store;
}

function toEvent([kind, amountMinor]: Said, index: number): SettlementEvent {
  return {
    id: `e${index}`,
    projectId: "prj_a",
    server: "stripe",
    settlementId: "pay_1",
    kind,
    amountMinor,
    at: index,
  };
}

/** Tells the ledger of a payment and of events, and answers its state and what was billed. */
async function tell(
  said: readonly Said[],
  noticeAt = 0,
): Promise<readonly [string, number, number]> {
  const store = await openLedger();
  const events = said.map(toEvent);
  for (let index = 0; index <= events.length; index += 1) {
    const event = events[index];
    await store.write(async (transaction) => {
      if (index === noticeAt) await ledger.record(transaction, notice, source);
      if (event === undefined) return;
      await ledger.recordEvent(transaction, event);
      await ledger.recordEvent(transaction, event);
    });
  }
  const { status } = await store.read
    .selectFrom("settlements")
    .select("status")
    .executeTakeFirstOrThrow();
  const usage = await store.read.selectFrom("usage_events").select("amount_minor").execute();
  await store.close();
  return [status, usage.length, usage.reduce((sum, row) => sum + row.amount_minor, 0)];
}

it.each<readonly [string, readonly Said[], readonly [string, number, number]]>([
  ["nothing", [], ["pending", 0, 0]],
  ["a settlement", [["settled", 1_000]], ["settled", 1, 1_000]],
  [
    "two settlements of one payment",
    [
      ["settled", 1_000],
      ["settled", 1_000],
    ],
    ["settled", 1, 1_000],
  ],
  ["a settlement of less than was asked for", [["settled", 700]], ["settled", 1, 700]],
  ["a settlement of more than was asked for", [["settled", 1_020]], ["settled", 1, 1_020]],
  [
    "a whole refund of what settled in part",
    [
      ["settled", 700],
      ["refunded", 700],
    ],
    ["refunded", 2, 0],
  ],
  [
    "a refund larger than what settled in part",
    [
      ["refunded", 1_000],
      ["settled", 700],
    ],
    ["settled", 1, 700],
  ],
  ["a failure", [["failed", 1_000]], ["failed", 0, 0]],
  [
    "a settlement after a failure",
    [
      ["failed", 1_000],
      ["settled", 1_000],
    ],
    ["settled", 1, 1_000],
  ],
  [
    "a failure after a settlement",
    [
      ["settled", 1_000],
      ["failed", 1_000],
    ],
    ["settled", 1, 1_000],
  ],
  [
    "a partial refund",
    [
      ["settled", 1_000],
      ["refunded", 300],
    ],
    ["settled", 2, 700],
  ],
  [
    "a whole refund in parts",
    [
      ["settled", 1_000],
      ["refunded", 300],
      ["refunded", 700],
    ],
    ["refunded", 3, 0],
  ],
  [
    "a refund larger than what is left",
    [
      ["settled", 1_000],
      ["refunded", 300],
      ["refunded", 800],
    ],
    ["settled", 2, 700],
  ],
  [
    "a refund that comes before its settlement",
    [
      ["refunded", 400],
      ["settled", 1_000],
    ],
    ["settled", 2, 600],
  ],
  [
    "a refund that comes before its settlement and after a failure",
    [
      ["failed", 1_000],
      ["refunded", 400],
      ["settled", 1_000],
    ],
    ["settled", 2, 600],
  ],
  ["a refund of what never settled", [["refunded", 1_000]], ["pending", 0, 0]],
])("bills right after %s, each thing said twice", async (_title, said, expected) => {
  expect(await tell(said)).toEqual(expected);
});

it("bills right when the provider speaks before the call that made the payment is recorded", async () => {
  expect(
    await tell(
      [
        ["settled", 1_000],
        ["refunded", 400],
      ],
      2,
    ),
  ).toEqual(["settled", 2, 600]);
});

it("keeps payments apart to which two servers gave the same id", async () => {
  const store = await openLedger();
  await store.write(async (transaction) => {
    await ledger.record(transaction, notice, source);
    await ledger.record(
      transaction,
      { ...notice, amount_minor: 50 },
      { ...source, server: "bank" },
    );
    const settled = { ...toEvent(["settled", 50], 0), server: "bank" };
    await ledger.recordEvent(transaction, settled);
  });
  const rows = await store.read
    .selectFrom("settlements")
    .select(["server", "status"])
    .orderBy("server")
    .execute();
  expect(rows).toEqual([
    { server: "bank", status: "settled" },
    { server: "stripe", status: "pending" },
  ]);
  const usage = await store.read.selectFrom("usage_events").select("amount_minor").execute();
  expect(usage).toEqual([{ amount_minor: 50 }]);
  await store.close();
});

it("bills once what a call and its provider say at the same time", async () => {
  const store = await openLedger();
  const payments = Array.from({ length: 40 }, (_, index) => `pay_${index}`);
  const write = (work: Parameters<Store["write"]>[0]) => store.write(work, "read committed");
  for (const payment_id of payments) {
    await write((transaction) => ledger.record(transaction, { ...notice, payment_id }, source));
  }
  await Promise.all(
    payments.flatMap((id) => {
      const said = { ...notice, payment_id: id, status: "settled" } as const;
      const events = [toEvent(["settled", 1_000], 1), toEvent(["refunded", 400], 2)];
      return [
        write((transaction) => ledger.record(transaction, said, source)),
        ...events.map((event) =>
          write((transaction) =>
            ledger.recordEvent(transaction, {
              ...event,
              id: `${id} ${event.id}`,
              settlementId: id,
            }),
          ),
        ),
      ];
    }),
  );
  await ledger.applyWaiting(store);
  const usage = await store.read.selectFrom("usage_events").select("amount_minor").execute();
  expect(usage.map((row) => row.amount_minor).toSorted((one, other) => one - other)).toEqual([
    ...payments.map(() => -400),
    ...payments.map(() => 1_000),
  ]);
  await store.close();
});
