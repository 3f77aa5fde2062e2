import type { DurableLoop, DurableLoopRequest } from "@codespar/protocol";
import { describe, expect, it, onTestFinished } from "vitest";

import { type Answer, openRuntime, type TestRuntime } from "./open-runtime.ts";
import { newStore } from "./stores/new-store.ts";

const pay = { method: "pix", amount: 15_000 };

interface Scene {
  readonly test: TestRuntime;
  readonly id: string;
  start(request: DurableLoopRequest, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  get(loopId: string): Promise<DurableLoop>;
  /** Resolves when the loop is over. */
  end(loopId: string): Promise<DurableLoop>;
  run(request: DurableLoopRequest): Promise<DurableLoop>;
  payments(): Promise<number>;
}

async function open(policy: object = {}, store = newStore()): Promise<Scene> {
  const test = openRuntime({ store });
  onTestFinished(() => test.runtime.close());
  const { body } = await test.call("POST", "/v1/sessions", {
    user_id: "user_123",
    servers: ["stripe", "nuvem-fiscal", "correios"],
    policy,
  });
  const id: string = body.id;
  const path = `/v1/sessions/${id}/loops`;
  const get: Scene["get"] = async (loopId) => (await test.call("GET", `${path}/${loopId}`)).body;
  const end: Scene["end"] = async (loopId) => {
    await expect
      .poll(async () => (await get(loopId)).finished_at, { timeout: 10_000, interval: 20 })
      .not.toBeNull();
    return get(loopId);
  };
  return {
    test,
    id,
    get,
    end,
    start: (request, headers) => test.call("POST", path, request, headers),
    async run(request) {
      const answer = await test.call("POST", path, request);
      expect(answer.status, JSON.stringify(answer.body)).toBe(201);
      return end(answer.body.id);
    },
    async payments() {
      const listed = await test.execute(id, "stripe_list_payment_intents", {});
      return listed.body.data.payments.length;
    },
  };
}

describe("a durable loop", () => {
  it("runs its steps in order, each with what the ones before came to", async () => {
    const { run, payments } = await open();
    const loop = await run({
      steps: [
        { tool: "codespar_pay", params: pay },
        {
          tool: "codespar_invoice",
          params: {
            payment_id: "{{steps[0].data.payment_id}}",
            items: [{ description: "Pix {{ steps[0].data.payment_id }} of {{steps[0].data.amount}}" }],
          },
        },
        { tool: "codespar_pay", params: { ...pay, amount: "{{steps[0].data.amount}}" } },
      ],
    });
    expect(loop).toMatchObject({ status: "done", completed_steps: 3, total_steps: 3, error: null });
    const [first, second, third] = loop.steps;
    expect(second?.result?.success).toBe(true);
    expect(third?.result?.data["amount"]).toBe(first?.result?.data["amount"]);
    expect(await payments()).toBe(2);
  });
});
