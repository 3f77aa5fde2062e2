import { ConnectionError } from "@codespar/sdk";
import { createRecordingSession } from "@codespar/sdk/testing";
import { describe, expect, it } from "vitest";

describe("a recording session", () => {
  it("answers a key again, and refuses it for another call", async () => {
    const session = createRecordingSession();
    const options = { idempotencyKey: "order-1" };
    await session.execute("pay", { amount: 1, to: "ana" }, options);
    const again = await session.execute("pay", { to: "ana", amount: 1 }, options);
    expect(again.replayed).toBe(true);
    for (const [tool, params] of [
      ["pay", { amount: 2, to: "ana" }],
      ["refund", { amount: 1, to: "ana" }],
    ] as const) {
      await expect(session.execute(tool, params, options)).rejects.toMatchObject({
        name: "UnprocessableError",
        code: "idempotency_conflict",
        status: 422,
      });
    }
    expect([session.calls.length, session.executions.length]).toEqual([4, 1]);
  });

  it("asks again under the key of a call that had no answer", async () => {
    const answers = ["cut", "done"];
    const session = createRecordingSession({
      respond() {
        if (answers.shift() === "cut") throw new ConnectionError("connection_failed", "Cut.");
        return { data: { ok: true } };
      },
    });
    const pay = () => session.execute("pay", {}, { idempotencyKey: "order-1" });
    await expect(pay()).rejects.toMatchObject({ code: "connection_failed" });
    expect(await pay()).toMatchObject({ success: true, data: { ok: true } });
    expect(session.executions).toHaveLength(2);
  });
});
