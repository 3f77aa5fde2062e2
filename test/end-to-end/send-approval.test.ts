/** Calls of the agent that a person must approve: the turn waits, and goes on. */
import type { ApprovalRequest, StreamEvent } from "@codespar/sdk";
import { createMessagesWire } from "@codespar/wires";
import { describe, expect, it, vi } from "vitest";

import {
  backends,
  collect,
  look,
  openScene,
  pay,
  paymentsOf,
  type Scene,
  wireOf,
} from "./agent-scene.ts";

const policy = { approvals: [{ above: { currency: "BRL", amount_minor: 50_000 } }] };
const dear = 60_000;

/** Runs a turn and decides on each approval as it is asked for. */
async function run(
  { session }: Scene,
  decide: (approval: ApprovalRequest) => Promise<unknown>,
): Promise<readonly StreamEvent[]> {
  const events: StreamEvent[] = [];
  for await (const event of session.sendStream("Charge")) {
    events.push(event);
    if (event.type === "approval_required") await decide(event.approval);
  }
  return events;
}

function typesOf(events: readonly StreamEvent[]): readonly string[] {
  return events.map(({ type }) => type);
}

describe.each(backends)("with $name, a call that a person must approve", ({ create }) => {
  it("is told with what is asked, and made under its own key when it is approved", async () => {
    const wire = wireOf([pay("toolu_1", dear)]);
    const scene = await openScene(create(wire.fetch), {}, policy);
    const { codespar, session, call } = scene;
    const events = await run(scene, ({ id }) => codespar.approvals.approve(id, "known customer"));
    expect(typesOf(events)).toEqual([
      "user_message",
      "tool_use",
      "approval_required",
      "tool_result",
      "assistant_text",
      "done",
    ]);
    const [said, , asked, result] = events;
    if (asked?.type !== "approval_required" || said?.type !== "user_message") {
      throw new Error("A person was not asked.");
    }
    expect(asked).toMatchObject({
      tool_use_id: "toolu_1",
      iteration: 1,
      approval_id: asked.approval.id,
      approval: {
        status: "pending",
        tool: "codespar_pay",
        amount_minor: dear,
        currency: "BRL",
        session_id: session.id,
      },
    });
    expect(result).toMatchObject({ toolCall: { id: "toolu_1", status: "success" } });
    expect(await paymentsOf(session)).toBe(1);
    // The same key from outside is answered with the same call: it was made under it.
    const key = `${said.turn_id}:toolu_1`;
    const again = await session.execute(
      "codespar_pay",
      { method: "pix", amount: dear },
      {
        idempotencyKey: key,
      },
    );
    expect(again).toMatchObject({ success: true, replayed: true });
    const used = await codespar.approvals.get(asked.approval.id);
    expect(used).toMatchObject({ status: "used", tool_call_id: again.tool_call_id });
    const { data: logs } = (await (await call("/logs")).json()) as { data: readonly object[] };
    expect(logs).toContainEqual(
      expect.objectContaining({ framework: "send", status: "success", tool: "codespar_pay" }),
    );
  });

  it("fails when it is denied, and the turn goes on", async () => {
    const wire = wireOf([pay("toolu_1", dear)]);
    const scene = await openScene(create(wire.fetch), {}, policy);
    const events = await run(scene, ({ id }) => scene.codespar.approvals.deny(id, "too much"));
    expect(events.at(-1)).toMatchObject({
      type: "done",
      result: {
        message: "All done.",
        tool_calls: [{ status: "error", error_code: "policy_denied" }],
      },
    });
    expect(JSON.stringify(wire.requests[1]?.messages.at(-1))).toMatch(/denied.*too much/);
    expect(await paymentsOf(scene.session)).toBe(0);
  });

  it("that another request asked for already is denied with it", async () => {
    const wire = wireOf([pay("toolu_1", dear)]);
    const scene = await openScene(create(wire.fetch), {}, policy);
    const { session, codespar } = scene;
    const first = await session.execute("codespar_pay", { method: "pix", amount: dear });
    const events = await run(scene, ({ id }) => codespar.approvals.deny(id));
    expect(typesOf(events).filter((type) => type === "approval_required")).toHaveLength(1);
    expect(events).toContainEqual(
      expect.objectContaining({ approval_id: first.data["approval_id"] }),
    );
    expect(events.at(-1)).toMatchObject({
      result: { tool_calls: [{ error_code: "policy_denied" }] },
    });
    expect((await codespar.approvals.list({ status: "pending" })).data).toEqual([]);
  });

  it("is waited for by send as well", async () => {
    const scene = await openScene(create(wireOf([pay("toolu_1", dear)]).fetch), {}, policy);
    const { session, codespar } = scene;
    const sending = session.send("Charge");
    const waiting = async () => (await codespar.approvals.list({ status: "pending" })).data;
    await expect.poll(waiting).toHaveLength(1);
    for (const { id } of await waiting()) await codespar.approvals.approve(id);
    expect(await sending).toMatchObject({ tool_calls: [{ status: "success" }] });
    expect(await paymentsOf(session)).toBe(1);
  });

  it("is not made when nobody decides in time, and can be approved later", async () => {
    const wire = createMessagesWire([[pay("toolu_1", dear)], [], [pay("toolu_2", dear)]], "Done.");
    const turnLimits = { maxApprovalMs: 50 };
    const scene = await openScene(create(wire.fetch), { turnLimits }, policy);
    const { session, codespar } = scene;
    const events = await collect(session.sendStream("Charge"));
    const asked = events.find(({ type }) => type === "approval_required");
    expect(events.at(-1)).toMatchObject({
      type: "done",
      result: { tool_calls: [{ status: "error", error_code: "approval_required" }] },
    });
    expect(await paymentsOf(session)).toBe(0);
    const id = asked?.type === "approval_required" ? asked.approval.id : "";
    expect(await codespar.approvals.approve(id)).toMatchObject({ status: "approved" });
    expect(await session.send("It is approved")).toMatchObject({
      tool_calls: [{ id: "toolu_2", status: "success" }],
    });
    expect(await paymentsOf(session)).toBe(1);
  });

  it("holds up the calls behind it, and not the signs of life", async () => {
    vi.useFakeTimers({ toFake: ["setInterval"] });
    try {
      const wire = wireOf([pay("toolu_1", dear), pay("toolu_2"), look("toolu_3")]);
      const { call, codespar } = await openScene(create(wire.fetch), {}, policy);
      const response = await call("/send", {
        method: "POST",
        headers: { Accept: "text/event-stream" },
        body: JSON.stringify({ message: "Charge" }),
      });
      let text = "";
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        text += chunk;
        if (!text.includes("event: approval_required")) continue;
        if (!text.includes(": ping")) {
          vi.advanceTimersByTime(15_000);
          continue;
        }
        for (const { id } of (await codespar.approvals.list({ status: "pending" })).data) {
          expect(text).not.toContain("event: tool_result");
          await codespar.approvals.approve(id);
        }
      }
      const events = [...text.matchAll(/^event: (\w+)$/gm)].map(([, type]) => type);
      expect(events.slice(-6)).toEqual([
        "approval_required",
        "tool_result",
        "tool_result",
        "tool_result",
        "assistant_text",
        "done",
      ]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("leaves the time of the turn alone while a person thinks", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "performance"] });
    try {
      const wire = wireOf([pay("toolu_1", dear)]);
      const turnLimits = { maxMs: 10_000 };
      const scene = await openScene(create(wire.fetch), { turnLimits }, policy);
      const events = await run(scene, async ({ id }) => {
        await vi.advanceTimersByTimeAsync(30_000);
        await scene.codespar.approvals.approve(id);
        await vi.advanceTimersByTimeAsync(2_000);
      });
      expect(events.at(-1)).toMatchObject({ type: "done" });
      expect(await paymentsOf(scene.session)).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });
});
