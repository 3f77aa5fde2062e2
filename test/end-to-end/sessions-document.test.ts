/** The snippets of the Sessions document that this runtime covers, as written, over a socket. */
import { anthropic, createRuntime } from "@codespar/runtime";
import { type ServedRuntime, serve } from "@codespar/runtime/node";
import { CodeSpar } from "@codespar/sdk";
import { createMessagesWire } from "@codespar/wires";
import { decode } from "fast-png";
import jsqr from "jsqr";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

// The model is scripted: it charges, tells the customer, and says so.
const chargeInput = { method: "pix", amount: 15_000, description: "Order #5678" };
const noticeInput = { channel: "whatsapp", template: "order_confirmation", variables: {} };
const script = [
  [{ id: "toolu_1", name: "codespar_pay", input: chargeInput }],
  [{ id: "toolu_2", name: "codespar_notify", input: noticeInput }],
];
const models: typeof fetch = async (input, init) => {
  const { messages } = (await new Request(input, init).clone().json()) as {
    messages: readonly unknown[];
  };
  // Each turn begins the script again; how far it is can be seen from the messages.
  const asked = messages.filter((message) => JSON.stringify(message).includes("tool_result"));
  return createMessagesWire(script.slice(asked.length), "The charge is ready.").fetch(input, init);
};
const runtime = createRuntime({ agent: anthropic({ apiKey: "offline", fetch: models }) });
let served: ServedRuntime;
let codespar: CodeSpar;

beforeAll(async () => {
  served = await serve(runtime, { port: 0 });
  codespar = new CodeSpar({ apiKey: runtime.apiKey, baseUrl: served.url });
});
afterAll(() => served.close());

describe("creating a session", () => {
  it("gives an active session", async () => {
    const session = await codespar.create("user_123", {
      servers: ["stripe", "mercadopago", "correios"],
    });
    expect(session.id).toMatch(/^ses_[a-z0-9]+$/);
    expect(session.status).toBe("active");
    expect(session.userId).toBe("user_123");
    expect(session.createdAt).toBeInstanceOf(Date);
    expect(session.expiresAt.getTime() - session.createdAt.getTime()).toBe(30 * 60_000);
  });

  it("answers curl as documented", async () => {
    const response = await fetch(`${served.url}/v1/sessions`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${runtime.apiKey}`,
        "Content-Type": "application/json",
      },
      body: '{"user_id": "user_123", "servers": ["stripe", "mercadopago", "correios"]}',
    });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({
      id: expect.stringMatching(/^ses_/),
      user_id: "user_123",
      status: "active",
      servers: [
        { id: "stripe", name: "Stripe", status: "connected" },
        { id: "mercadopago", name: "Mercado Pago", status: "connected" },
        { id: "correios", name: "Correios", status: "connected" },
      ],
      created_at: expect.stringMatching(/^\d{4}-.*Z$/),
      expires_at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  it("takes the explicit servers and the preset of the example, which covers them", async () => {
    const servers = ["stripe", "mercadopago", "asaas", "pagarme"];
    const explicit = await codespar.create("user_123", { servers });
    const preset = await codespar.create("user_123", { preset: "brazilian" });
    expect(explicit.servers.map(({ status }) => status)).toEqual(servers.map(() => "connected"));
    expect(preset.servers.map(({ id }) => id)).toEqual(expect.arrayContaining(servers));
  });

  it("takes a preset, alone and with servers, and metadata", async () => {
    const session = await codespar.create("user_123", {
      preset: "brazilian",
      servers: ["correios"],
      metadata: { order: "5678" },
    });
    const ids = session.servers.map((server) => server.id);
    expect(ids.filter((id) => id === "correios")).toHaveLength(1);
    expect(ids).toContain("stripe");
  });
});

describe("session.execute", () => {
  it("returns every field of the example, with a Pix code and a QR that decodes to it", async () => {
    const session = await codespar.create("user_123", {
      servers: ["stripe", "mercadopago", "correios"],
    });
    const result = await session.execute("codespar_pay", {
      method: "pix",
      amount: 9990,
      currency: "BRL",
      description: "Order #1234",
      customer_email: "maria@example.com",
    });
    expect(result).toMatchObject({
      success: true,
      data: {
        payment_id: expect.stringMatching(/^pay_/),
        status: "pending",
        pix_code: expect.stringMatching(/^00020126580014br\.gov\.bcb\.pix/),
        qr_code_url: expect.stringMatching(/\/qr\/pay_[a-z0-9]+\.png$/),
        expires_at: expect.stringMatching(/Z$/),
      },
      error: null,
      server: "stripe",
      tool: "codespar_pay",
      duration: expect.any(Number),
    });
    expect(Number.isInteger(result.duration)).toBe(true);
    const response = await fetch(String(result.data["qr_code_url"]));
    expect(response.headers.get("content-type")).toBe("image/png");
    const png = decode(new Uint8Array(await response.arrayBuffer()));
    const rgba = new Uint8ClampedArray(png.width * png.height * 4);
    for (const [index, gray] of png.data.entries()) rgba.set([gray, gray, gray, 255], index * 4);
    expect(jsqr.default(rgba, png.width, png.height)?.data).toBe(result.data["pix_code"]);
  });
});

describe("session.send", () => {
  it("returns the agent's words, its calls and its model turns", async () => {
    const session = await codespar.create("user_123", {
      servers: ["stripe", "mercadopago", "correios"],
    });
    const result = await session.send(
      "Charge R$150 via Pix for order #5678 and send a WhatsApp confirmation to the customer",
    );
    expect(result.message).toBe("The charge is ready.");
    expect(result.tool_calls).toMatchObject([
      { id: "toolu_1", tool_name: "codespar_pay", server_id: "stripe", status: "success" },
      { id: "toolu_2", tool_name: "codespar_notify", status: "success", error_code: null },
    ]);
    expect(result.iterations).toBe(3);
  });
});

describe("session.sendStream", () => {
  it("yields the events of the example", async () => {
    const session = await codespar.create("user_123", {
      servers: ["stripe", "mercadopago", "correios"],
    });
    const written: string[] = [];
    for await (const event of session.sendStream("Charge R$150 via Pix")) {
      if (event.type === "assistant_text") {
        written.push(event.content);
      }
      if (event.type === "tool_use") {
        written.push(`→ calling ${event.name}`);
      }
      if (event.type === "done") {
        written.push(`\nDone: ${event.result.message}`);
      }
    }
    expect(written).toEqual([
      "→ calling codespar_pay",
      "→ calling codespar_notify",
      "The charge is ready.",
      "\nDone: The charge is ready.",
    ]);
  });
});

describe("session.loop", () => {
  it("runs the three steps of the example", async () => {
    const session = await codespar.create("user_123", {
      servers: ["stripe", "mercadopago", "correios"],
    });
    const result = await session.loop({
      steps: [
        {
          tool: "codespar_pay",
          params: { method: "pix", amount: 15000, currency: "BRL" },
        },
        {
          tool: "codespar_invoice",
          params: (prev) => ({ payment_id: prev[0]!.data["payment_id"] }),
        },
        {
          tool: "codespar_notify",
          params: (prev) => ({
            channel: "whatsapp",
            template: "order_confirmation",
            variables: { invoice_url: prev[1]!.data["pdf_url"] },
          }),
        },
      ],
      abortOnError: true,
    });
    expect(result.results.map(({ error }) => error)).toEqual([null, null, null]);
    expect(result.success).toBe(true);
    expect(result.completedSteps).toBe(3);
    expect(result.results[2]?.data).toMatchObject({ status: "sent", to: expect.any(String) });
    const pdf = await fetch(String(result.results[1]?.data["pdf_url"]));
    expect(pdf.headers.get("content-type")).toBe("application/pdf");
    expect(new TextDecoder().decode((await pdf.arrayBuffer()).slice(0, 5))).toBe("%PDF-");
  });
});

describe("listing tools", () => {
  it("lists meta-tools with the documented descriptions, and the 18 tools of the servers", async () => {
    const session = await codespar.create("user_123", {
      servers: ["stripe", "mercadopago", "correios"],
    });
    const tools = await session.tools();
    const lines = tools.map((tool) => `${tool.name}: ${tool.description}`);
    expect(lines).toContain("codespar_discover: Find available commerce tools by domain");
    const starts = [
      "codespar_checkout: Create a checkout session for a product or service",
      "codespar_pay: Process payments via Pix, boleto, card, or wallet",
    ];
    for (const start of starts) expect(lines.some((line) => line.startsWith(start))).toBe(true);
    expect(tools.filter(({ server }) => server !== "codespar")).toHaveLength(18);
    expect(tools.map(({ name }) => name)).toContain("stripe_create_payment_intent");
  });

  it.each([{ servers: ["stripe", "mercadopago", "correios"] }, { preset: "all" }])(
    "finds codespar_pay first for a Pix payment with %o",
    async (config) => {
      const session = await codespar.create("user_123", config);
      const [best] = await session.findTools("process a Pix payment");
      expect(best?.name).toBe("codespar_pay");
    },
  );
});

describe("connections", () => {
  it("are listed under all documented names", async () => {
    const session = await codespar.create("user_123", {
      servers: ["stripe", "mercadopago", "correios"],
    });
    const response = await fetch(`${served.url}/v1/sessions/${session.id}/connections`, {
      headers: { Authorization: `Bearer ${runtime.apiKey}` },
    });
    const body = (await response.json()) as Record<string, unknown>;
    const stripe = {
      id: "stripe",
      name: "Stripe",
      category: "payments",
      country: "GLOBAL",
      auth_type: "api_key",
      connected: true,
      tools_count: 8,
      status: "ready",
    };
    expect(body).toMatchObject({
      data: [stripe, { tools_count: 6, auth_type: "oauth" }, { tools_count: 4 }],
      total: 3,
      session_id: session.id,
    });
    expect(body["connections"]).toEqual(body["data"]);
    expect(body["servers"]).toEqual(body["data"]);
    for (const conn of await session.connections()) expect(conn.connected).toBe(true);
  });
});

describe("session.mcp and session.close", () => {
  it("shows where MCP clients reach the session", async () => {
    const session = await codespar.create("user_123", { servers: ["stripe"] });
    expect(session.mcp.url).toBe(`${served.url}/mcp/${session.id}`);
    expect(session.mcp.headers?.["Authorization"]).toMatch(/^Bearer /);
  });

  it("closes, also at the end of an await using block", async () => {
    let id: string;
    {
      await using session = await codespar.create("user_123", { servers: ["stripe"] });
      id = session.id;
    }
    const reopened = await codespar.get(id);
    expect(reopened.status).toBe("closed");
    await expect(reopened.execute("codespar_pay", { amount: 1 })).rejects.toMatchObject({
      name: "NotFoundError",
      code: "session_closed",
      status: 404,
    });
  });

  it("deletes by curl with 204", async () => {
    const session = await codespar.create("user_123", { servers: ["stripe"] });
    const response = await fetch(`${served.url}/v1/sessions/${session.id}`, {
      method: "DELETE",
      headers: {
        Authorization: `Bearer ${runtime.apiKey}`,
        "Content-Type": "application/json",
      },
    });
    expect(response.status).toBe(204);
  });
});
