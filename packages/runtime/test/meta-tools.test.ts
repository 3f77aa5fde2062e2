import { describe, expect, it } from "vitest";

import { openRuntime } from "./open-runtime.ts";
import { type Asked, serveTools } from "./servers/serve-tools.ts";

describe("every payment server of the catalog", () => {
  it.each(["stripe", "mercadopago", "asaas", "pagarme"])(
    "%s serves codespar_pay, its status, codespar_checkout and a refund",
    async (server) => {
      const test = openRuntime();
      const id = await test.session([server]);
      const { body: paid } = await test.execute(id, "codespar_pay", { amount: 100, method: "pix" });
      expect(paid).toMatchObject({ success: true, server });
      const status = { action: "status", payment_id: paid.data.payment_id };
      expect((await test.execute(id, "codespar_pay", status)).body.data.status).toBe("pending");
      const items = [{ name: "Coffee", price: 150, quantity: 2 }];
      const { body: checkout } = await test.execute(id, "codespar_checkout", { items });
      expect(checkout).toMatchObject({ success: true, server, data: { amount: 300 } });
    },
  );
});

describe("a meta-tool", () => {
  it("refuses an argument that is misspelt, and passes over one that means nothing to it", async () => {
    const test = openRuntime();
    const id = await test.session(["stripe"]);
    const { body: refused } = await test.execute(id, "codespar_pay", {
      amount: 100,
      curency: "USD",
    });
    expect(refused).toMatchObject({
      error_code: "invalid_input",
      error: 'There is no argument "curency": is "currency" meant?',
      data: { field: "/curency", rule: "misspelt" },
    });
    const { body } = await test.execute(id, "codespar_pay", { amount: 100, provider: "x", id: 1 });
    expect(body.success).toBe(true);
  });
});

describe("codespar_pay", () => {
  it("goes to the first connected server that knows the method", async () => {
    const test = openRuntime();
    const id = await test.session(["stripe", "mercadopago"]);
    const pix = await test.execute(id, "codespar_pay", { amount: 1, method: "pix" });
    const wallet = await test.execute(id, "codespar_pay", { amount: 1, method: "wallet" });
    const card = await test.execute(id, "codespar_pay", { amount: 1, method: "credit_card" });
    expect([pix.body.server, wallet.body.server, card.body.server]).toEqual([
      "stripe",
      "mercadopago",
      "stripe",
    ]);
    expect(card.body.data.status).toBe("succeeded");
  });

  it("makes a boleto line, and refuses Pix in another currency", async () => {
    const test = openRuntime();
    const id = await test.session();
    const boleto = await test.execute(id, "codespar_pay", { amount: 100, method: "boleto" });
    expect(boleto.body.data.boleto_line).toMatch(/^\d{47}$/);
    const dollars = { amount: 100, method: "pix", currency: "USD" };
    const refused = await test.execute(id, "codespar_pay", dollars);
    expect(refused.body).toMatchObject({ success: false, error_code: "provider_error" });
  });
});

describe("codespar_ship", () => {
  it("quotes, buys a label and tracks it", async () => {
    const test = openRuntime();
    const id = await test.session(["correios"]);
    const parcel = {
      origin: { postal_code: "01310-100" },
      destination: { postal_code: "20040-002" },
      items: [{ weight_g: 700 }, { weight_grams: 300 }],
    };
    const quote = await test.execute(id, "codespar_ship", { action: "quote", ...parcel });
    expect(quote.body.data.quotes).toHaveLength(2);
    const label = await test.execute(id, "codespar_ship", parcel);
    expect(label.body.data.tracking_code).toMatch(/^PB\d{9}BR$/);
    const { tracking_code } = label.body.data;
    const track = await test.execute(id, "codespar_ship", { action: "track", tracking_code });
    expect(track.body.data).toMatchObject({ status: "label_created", carrier: "Correios" });
  });
});

describe("codespar_invoice", () => {
  it("invoices a payment, or an amount, and never a payment of nobody", async () => {
    const test = openRuntime();
    const id = await test.session(["stripe", "nuvem-fiscal"]);
    const { body: paid } = await test.execute(id, "codespar_pay", { amount: 990 });
    const of = { payment_id: paid.data.payment_id };
    const invoice = await test.execute(id, "codespar_invoice", of);
    expect(invoice.body.data).toMatchObject({ amount: 990, kind: "nfse", status: "authorized" });
    const goods = await test.execute(id, "codespar_invoice", { amount: 5, type: "nfe" });
    expect(goods.body.data).toMatchObject({ amount: 5, kind: "nfe" });
    const none = await test.execute(id, "codespar_invoice", { payment_id: "pay_none" });
    expect(none.body).toMatchObject({ success: false, error_code: "invalid_input" });
  });

  it.each([
    ["nuvem-fiscal", "BRL", "Sessão\u0129", ["Descrição: Sessão?", "R$ 1.234,50 BRL"]],
    ["facturapi", "MXN", "Sesión", ["Descripción: Sesión", "$1,234.50 MXN"]],
  ])("of %s is a document as people write it who use %s", async (server, ...told) => {
    const [currency, description, lines] = told;
    const test = openRuntime();
    const id = await test.session([server]);
    const asked = { amount: 123_450, currency, description };
    const { body } = await test.execute(id, "codespar_invoice", asked);
    const document = await test.runtime.fetch(body.data.pdf_url);
    expect(document.headers.get("cache-control")).toBe("no-store");
    const text = Buffer.from(await document.arrayBuffer()).toString("latin1");
    for (const line of lines) expect(text).toContain(line);
  });
});

describe("codespar_notify", () => {
  it("finds the customer in the metadata, else in the newest payment, else asks", async () => {
    const test = openRuntime();
    const stranger = await test.session(["stripe"]);
    const message = { message: "Thank you" };
    const asked = await test.execute(stranger, "codespar_notify", message);
    expect(asked.body).toMatchObject({ error_code: "invalid_input", data: { field: "/to" } });
    const customer_phone = "+5521988887777";
    await test.execute(stranger, "codespar_pay", { amount: 1, customer_phone });
    const known = await test.execute(stranger, "codespar_notify", message);
    expect(known.body.data).toMatchObject({ to: customer_phone, status: "sent" });
    const { body } = await test.call("POST", "/v1/sessions", {
      user_id: "u",
      servers: [],
      metadata: { customer_email: "joao@example.com" },
    });
    const mail = await test.execute(body.id, "codespar_notify", { channel: "email", ...message });
    expect(mail.body.data.to).toBe("joao@example.com");
  });
});

describe("codespar_discover", () => {
  it("finds tools by use case, query or domain, and asks for one of them", async () => {
    const test = openRuntime();
    const id = await test.session();
    for (const input of [
      { use_case: "refund a payment" },
      { query: "refund a payment" },
      { domain: "refund" },
    ]) {
      const { body } = await test.execute(id, "codespar_discover", input);
      expect(body.data.recommended.tool_name).toMatch(/refund/);
      expect(body.data.matches.length).toBeLessThanOrEqual(10);
    }
    const { body } = await test.execute(id, "codespar_discover", {});
    expect(body).toMatchObject({ success: false, error_code: "invalid_input" });
  });
});

describe("the tools of the other countries", () => {
  it.each([
    ["mexican", { method: "spei", currency: "MXN" }, "conekta", { clabe: /^\d{18}$/ }],
    ["mexican", { method: "oxxo", currency: "MXN" }, "conekta", { oxxo_reference: /^\d{14}$/ }],
    ["colombian", { method: "pse", currency: "COP" }, "wompi", { pse_reference: /^PAY/ }],
    ["argentinian", { method: "card", currency: "ARS" }, "mercadopago", {}],
  ])("of the preset %s charge by %o through %s", async (preset, input, server, told) => {
    const test = openRuntime();
    const { body } = await test.call("POST", "/v1/sessions", { user_id: "u", preset });
    const paid = await test.execute(body.id, "codespar_pay", { amount: 5_000, ...input });
    expect(paid.body).toMatchObject({ success: true, server });
    for (const [name, form] of Object.entries(told)) expect(paid.body.data[name]).toMatch(form);
    const invoice = await test.execute(body.id, "codespar_invoice", {
      payment_id: paid.body.data.payment_id,
    });
    expect(invoice.body).toMatchObject({ success: true, data: { currency: input.currency } });
  });

  it("ship with the carrier of the country that the postal code is of", async () => {
    const test = openRuntime();
    const { body } = await test.call("POST", "/v1/sessions", { user_id: "u", preset: "all" });
    const served = async (postal_code: string) => {
      const place = { postal_code };
      const parcel = { origin: place, destination: place, items: [{ weight_g: 300 }] };
      const quote = await test.execute(body.id, "codespar_ship", { action: "quote", ...parcel });
      return [quote.body.server, quote.body.data.quotes[0].currency];
    };
    expect(await served("01310-100")).toEqual(["correios", "BRL"]);
    expect(await served("06600")).toEqual(["skydropx", "MXN"]);
    expect(await served("1425")).toEqual(["andreani", "ARS"]);
    expect(await served("110111")).toEqual(["coordinadora", "COP"]);
  });
});

describe("paying somebody", () => {
  it("goes to a bank that sends that currency, and is metered when it settles", async () => {
    const test = openRuntime();
    const id = await test.session(["stripe", "stark-bank", "stp-spei"]);
    const pix = await test.execute(id, "codespar_pay", { amount: 700, recipient: "maria@pix.br" });
    expect(pix.body).toMatchObject({ success: true, server: "stark-bank" });
    expect(pix.body.data).toMatchObject({ payee: "maria@pix.br", status: "pending" });
    expect(pix.body.data).not.toHaveProperty("pix_code");
    const spei = { amount: 700, method: "spei", currency: "MXN" };
    const wrong = await test.execute(id, "codespar_pay", { ...spei, recipient: "123" });
    expect(wrong.body).toMatchObject({ success: false, server: "stp-spei" });
    const clabe = { recipient: { name: "Juan", clabe: "646180157000000004" } };
    expect((await test.execute(id, "codespar_pay", { ...spei, ...clabe })).body.success).toBe(true);
    await test.call("POST", "/v1/sandbox/clock", { advance_ms: 61_000 });
    const { body: usage } = await test.call("GET", "/v1/usage");
    expect(usage.totals.settled).toEqual([
      { currency: "BRL", count: 1, amount_minor: 700 },
      { currency: "MXN", count: 1, amount_minor: 700 },
    ]);
  });

  it("tells a configured bank the currency, and goes only to one that names it", async () => {
    const sent: unknown[] = [];
    const run = ({ input }: Asked) => ({ ok: sent.push(input) });
    await using bank = await serveTools({ send: { run }, wire: { run } });
    const { url } = bank;
    const test = openRuntime({
      servers: {
        named: { url, metaTools: [{ kind: "payOut", tool: "send", currencies: ["BRL"] }] },
        silent: { url, metaTools: [{ kind: "payOut", tool: "wire" }] },
      },
    });
    const id = await test.session(["silent", "named"]);
    const transfer = { amount: 100, method: "pix", recipient: "ana@example.com" };
    const { body } = await test.execute(id, "codespar_pay", transfer);
    expect(body).toMatchObject({ success: true, server: "named" });
    const invented = { ...transfer, currency: "XTS" };
    const { body: refused } = await test.execute(id, "codespar_pay", invented);
    expect(refused).toMatchObject({ success: false, error_code: "needs_connection" });
    expect(sent).toEqual([{ amount: 100, currency: "BRL", payee: "ana@example.com" }]);
  });

  it("is refused when the balance does not cover it", async () => {
    const test = openRuntime();
    const id = await test.session(["stark-bank"]);
    const much = { amount: 100_000_001, recipient: "x" };
    const { body } = await test.execute(id, "codespar_pay", much);
    expect(body).toMatchObject({ success: false, data: { reason: "insufficient_funds" } });
  });
});

describe("codespar_charge", () => {
  it.each([
    ["JPY", 100, 100],
    ["CLP", 1000.4, 1001],
    ["COP", 50_000, 5_000_000],
    ["KWD", 1.005, 1005],
    ["USD", 0.1, 10],
    ["USD", 10_000.004, 1_000_001],
    ["USD", 9_999_999.99, 999_999_999],
  ])("counts %s in its own minor units", async (currency, amount, minor) => {
    const test = openRuntime();
    const id = await test.session(["stripe"]);
    const asked = { amount, currency, method: "card" };
    const { body } = await test.execute(id, "codespar_charge", asked);
    expect(body.data).toMatchObject({ currency, amount_minor: minor });
    const { body: listed } = await test.execute(id, "stripe_list_payment_intents", {});
    expect(listed.data.payments).toMatchObject([{ amount: minor, currency }]);
  });

  it("takes major units and answers both", async () => {
    const test = openRuntime();
    const id = await test.session(["asaas"]);
    const buyer = { name: "Ana", email: "ana@example.com" };
    const { body } = await test.execute(id, "codespar_charge", { amount: 150.55, buyer });
    expect(body.data).toMatchObject({
      amount: 150.55,
      amount_minor: 15_055,
      customer: { name: "Ana", email: "ana@example.com" },
      pix_copy_paste: expect.stringContaining("5406150.55"),
    });
  });
});

describe("codespar_manage_connections", () => {
  it("lists, shows, and tells where to connect", async () => {
    const test = openRuntime();
    const { body: session } = await test.call("POST", "/v1/sessions", {
      user_id: "u",
      servers: ["zoop", "bcra"],
      manageConnections: { accounts: "user" },
    });
    const manage = async (input: object) =>
      (await test.execute(session.id, "codespar_manage_connections", input)).body;
    expect((await manage({})).data.connections).toMatchObject([
      { server_id: "zoop", status: "disconnected" },
      { server_id: "bcra", status: "not_required" },
    ]);
    const { data } = await manage({ operation: "initiate", server_id: "zoop" });
    expect(data.initiate).toMatchObject({
      connect_url: expect.stringContaining(`/connect/zoop?session=${session.id}`),
      required_secrets: [{ name: "ZOOP_API_KEY" }, { name: "ZOOP_MARKETPLACE_ID" }],
      next_action: "open_connect_url",
    });
    expect(await manage({ action: "status", server_id: "asaas" })).toMatchObject({
      error_code: "invalid_input",
    });
    expect((await manage({ action: "explode" })).error_code).toBe("invalid_input");
  });
});
