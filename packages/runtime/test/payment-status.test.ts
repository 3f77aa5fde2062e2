import { createHmac } from "node:crypto";
import path from "node:path";

import { qrPng } from "@codespar/sandbox";
import { describe, expect, it, vi } from "vitest";

import { openRuntime, type TestRuntime } from "./open-runtime.ts";
import { serveTools } from "./servers/serve-tools.ts";

/** Makes a payment, and opens the stream of its status. */
async function watchPayment(test: TestRuntime) {
  const id = await test.session(["stripe"]);
  const { body: paid } = await test.execute(id, "codespar_pay", { amount: 100 });
  const response = await test.runtime.fetch(
    `http://codespar.test/v1/tool-calls/${paid.tool_call_id}/payment-status/stream`,
    { headers: { Authorization: `Bearer ${test.runtime.apiKey}` } },
  );
  return { paid, response };
}

describe("the status of a payment", () => {
  it("follows the payment of a call until it is refunded", async () => {
    const test = openRuntime();
    const id = await test.session(["stripe"]);
    const { body: paid } = await test.execute(id, "codespar_pay", { amount: 100 }, "key-1");
    const status = async () =>
      (await test.call("GET", `/v1/tool-calls/${paid.tool_call_id}/payment-status`)).body;
    expect(await status()).toEqual({
      tool_call_id: paid.tool_call_id,
      payment_status: "pending",
      idempotency_key: "key-1",
      original_status: "pending",
      events: [],
    });
    await test.call("POST", "/v1/sandbox/clock", { advance_ms: 61_000 });
    expect(await status()).toMatchObject({
      payment_status: "succeeded",
      events: [
        {
          event_type: "payment.settled",
          provider: "stripe",
          provider_action: "settled",
          payment_id: paid.data.payment_id,
        },
      ],
    });
    await test.call("POST", `/v1/sandbox/payments/${paid.data.payment_id}/refund`);
    expect((await status()).payment_status).toBe("refunded");
    expect((await status()).events).toHaveLength(2);
  });

  it("is unknown for a call that paid nothing, and not found for no call", async () => {
    const test = openRuntime();
    const id = await test.session(["stripe"]);
    const { body } = await test.execute(id, "codespar_list_tools", {});
    const pathOf = (call: string) => `/v1/tool-calls/${call}/payment-status`;
    const { body: status } = await test.call("GET", pathOf(body.tool_call_id));
    expect(status).toMatchObject({ payment_status: "unknown", events: [] });
    expect((await test.call("GET", pathOf("tc_none"))).status).toBe(404);
    const { body: log } = await test.call("GET", `/v1/tool-calls/${body.tool_call_id}`);
    expect(log).toMatchObject({ tool: "codespar_list_tools", status: "success" });
  });

  it("streams a snapshot, then each change", async () => {
    const test = openRuntime();
    const { paid, response } = await watchPayment(test);
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const first = await reader?.read();
    expect(first?.value).toMatch(/^event: snapshot\ndata: .*"payment_status":"pending".*\n\n$/);
    await test.call("POST", `/v1/sandbox/payments/${paid.data.payment_id}/settle`);
    const second = await reader?.read();
    expect(second?.value).toMatch(/^event: update\ndata: .*"payment_status":"succeeded".*\n\n$/);
    await reader?.cancel();
  });
});

it("ends the stream of a payment's status when the node closes", async () => {
  const complained = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const test = openRuntime();
  const { response } = await watchPayment(test);
  await test.runtime.close();
  expect(await response.text()).toMatch(/^event: snapshot\n/);
  expect(complained).not.toHaveBeenCalled();
  complained.mockRestore();
});

describe("the status of a check", () => {
  it.each([
    ["Maria Silva", "approved"],
    ["Rejected Person", "rejected"],
    ["Review Person", "review"],
  ])("of %s becomes %s", async (name, decided) => {
    const test = openRuntime();
    const id = await test.session(["persona"]);
    const { body } = await test.execute(id, "codespar_kyc", { buyer: { name } });
    expect(body).toMatchObject({ error: null, data: { status: "pending" } });
    const route = `/v1/tool-calls/${body.tool_call_id}/verification-status`;
    expect((await test.call("GET", route)).body).toMatchObject({
      verification_status: "pending",
      verification_id: body.data.verification_id,
      provider: "persona",
    });
    await test.call("POST", "/v1/sandbox/clock", { advance_ms: 31_000 });
    expect((await test.call("GET", route)).body.verification_status).toBe(decided);
  });
});

describe("the QR code of a payment whose id a provider made", () => {
  it("opens by its link alone, and is that of the provider's own payment", async () => {
    const serve = (pix_code: string) =>
      serveTools({
        pay: { run: () => ({ payment_id: "1001", amount: 500, currency: "BRL", pix_code }) },
      });
    await using first = await serve("the first code");
    await using second = await serve("the second code");
    const output = {
      payment_id: "/payment_id",
      amount: "/amount",
      currency: "/currency",
      pix_code: "/pix_code",
    };
    const metaTools = [{ kind: "pay" as const, tool: "pay", input: {}, output }];
    const test = openRuntime({
      servers: {
        first: { url: first.url, metaTools },
        second: { url: second.url, metaTools },
      },
    });
    const images: Buffer[] = [];
    for (const server of ["first", "second"]) {
      const id = await test.session([server]);
      const { body } = await test.execute(id, "codespar_pay", { amount: 500 });
      const image = await test.runtime.fetch(body.data.qr_code_url);
      expect(image.status).toBe(200);
      images.push(Buffer.from(await image.arrayBuffer()));
    }
    expect(images).toEqual([
      Buffer.from(qrPng("the first code")),
      Buffer.from(qrPng("the second code")),
    ]);
    expect((await test.call("GET", "/qr/1001.png")).status).toBe(404);
    expect((await test.call("GET", "/qr/1001.png?token=guessed")).status).toBe(404);
  });
});

describe("a provider's webhook", () => {
  const secret = "a secret shared with the provider";
  const account = path.join(import.meta.dirname, "../../../test/end-to-end/servers/account.mjs");
  const server = {
    command: process.execPath,
    args: [account],
    metaTools: [
      {
        kind: "pay",
        tool: "charge",
        input: { value: "$amount", unit: "$currency" },
        output: { payment_id: "/charge/ref", amount: "/total/cents", currency: "/total/unit" },
      },
    ],
  } as const;
  const event = { id: "/id", type: "/type", paymentId: "/data/charge", amount: "/data/cents" };
  const kinds = { "charge.paid": "settled", "charge.refunded": "refunded" } as const;

  function open(scheme: "hmac" | "timestamped") {
    const webhook = { secret, scheme, event, kinds };
    return openRuntime({ servers: { acme: { ...server, webhook } } });
  }

  function send(
    { runtime }: ReturnType<typeof open>,
    body: string,
    signature: string,
  ): Promise<Response> {
    return runtime.fetch("http://codespar.test/v1/webhooks/acme", {
      method: "POST",
      body,
      headers: { "X-Signature": signature, "Content-Type": "application/json" },
    });
  }

  const hmac = (text: string, key = secret): string =>
    createHmac("sha256", key).update(text).digest("hex");

  const paid = (charge: string, id = "evt_1", cents = 500): string =>
    JSON.stringify({ id, type: "charge.paid", data: { charge, cents } });

  it("settles the payment of a call once, and a refund takes it back", async () => {
    const test = open("hmac");
    const id = await test.session(["acme"]);
    const { body: call } = await test.execute(id, "codespar_pay", { amount: 500 });
    expect(call).toMatchObject({ success: true, data: { payment_id: "ch_500" } });
    const early = paid("ch_unknown");
    expect((await send(test, early, hmac(early))).status).toBe(404);
    const body = paid("ch_500");
    for (let times = 0; times < 3; times += 1) {
      expect((await send(test, body, hmac(body))).status).toBe(200);
    }
    const totals = async () => (await test.call("GET", "/v1/usage")).body.totals;
    expect((await totals()).settled).toEqual([{ currency: "BRL", count: 1, amount_minor: 500 }]);
    const refund = JSON.stringify({
      id: "evt_2",
      type: "charge.refunded",
      data: { charge: "ch_500", cents: 200 },
    });
    expect((await send(test, refund, hmac(refund))).status).toBe(200);
    expect((await totals()).refunded).toEqual([{ currency: "BRL", count: 1, amount_minor: 200 }]);
    const other = JSON.stringify({ id: "evt_3", type: "charge.viewed", data: {} });
    expect(await (await send(test, other, hmac(other))).json()).toEqual({ received: false });
  });

  it("is refused with a wrong signature, another body, another key, or none", async () => {
    const test = open("hmac");
    const body = paid("ch_500");
    for (const signature of ["", "00", hmac(`${body} `), hmac(body, "another secret"), hmac("")]) {
      expect((await send(test, body, signature)).status, signature).toBe(401);
    }
    for (const wrong of ["not json", "[]", paid("ch_500", "evt_9", -5), paid("ch_500", "e", 1.5)]) {
      const { status } = await send(test, wrong, hmac(wrong));
      expect(status === 400 || wrong === "[]", wrong).toBe(true);
    }
    const nobody = await test.runtime.fetch("http://codespar.test/v1/webhooks/stripe", {
      method: "POST",
      body,
    });
    expect(nobody.status).toBe(404);
  });

  it("with a time is good for five minutes, and the time is signed", async () => {
    const test = open("timestamped");
    const id = await test.session(["acme"]);
    await test.execute(id, "codespar_pay", { amount: 500 });
    const body = paid("ch_500");
    const now = Math.floor(test.clock.now() / 1_000);
    const signed = (at: number, of = at) => `t=${at},v1=${hmac(`${of}.${body}`)}`;
    expect((await send(test, body, signed(now - 301))).status).toBe(401);
    expect((await send(test, body, signed(now + 301))).status).toBe(401);
    expect((await send(test, body, signed(now, now - 400))).status).toBe(401);
    expect((await send(test, body, `v1=${hmac(body)}`)).status).toBe(401);
    expect((await send(test, body, signed(now - 200))).status).toBe(200);
    const other = hmac(`${now}.${body}`, "the secret it had before");
    expect((await send(test, body, `${signed(now)}, v1=${other}`)).status).toBe(200);
    expect((await send(test, body, `t=${now}, v1=${other}`)).status).toBe(401);
  });
});
