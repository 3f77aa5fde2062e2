import { createHash } from "node:crypto";

import { describe, expect, it } from "vitest";

import { openRuntime, type TestRuntime } from "./open-runtime.ts";

const servers = ["stripe", "mercadopago"];

/** Opens a session whose user must connect every server. */
async function openOwn({ call }: TestRuntime, userId = "user_123"): Promise<string> {
  const { body } = await call("POST", "/v1/sessions", {
    user_id: userId,
    servers,
    manageConnections: { accounts: "user" },
  });
  return body.id;
}

/** Sends a browser's request: no key, no redirect followed. */
async function browse(
  { runtime }: TestRuntime,
  url: string,
  form?: Readonly<Record<string, string>>,
): Promise<Response> {
  return runtime.fetch(url, {
    redirect: "manual",
    ...(form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) }),
  });
}

function locationOf(response: Response): string {
  return new URL(response.headers.get("location") ?? "", "http://localhost:8787").href;
}

const publicUrl = "http://localhost:8787";

async function authorize(test: TestRuntime, id: string, body: object = {}) {
  return test.call("POST", `/v1/sessions/${id}/connections/mercadopago/authorize`, body);
}

/** The whole flow up to the callback's address. */
async function consent(test: TestRuntime, id: string, body: object = {}): Promise<string> {
  const { body: begun } = await authorize(test, id, body);
  const page = await browse(test, begun.redirect_url);
  expect(await page.text()).toContain("Mercado Pago");
  return locationOf(await browse(test, begun.redirect_url, { decision: "allow" }));
}

describe("a session whose user brings the accounts", () => {
  it("is active while its servers wait, and says where to connect each", async () => {
    const test = openRuntime({ publicUrl });
    const id = await openOwn(test);
    const { body } = await test.call("GET", `/v1/sessions/${id}/connections`);
    expect(body.data).toMatchObject([
      { id: "stripe", connected: false, status: "pending", tools_count: 0 },
      { id: "mercadopago", connected: false, status: "pending", tools_count: 0 },
    ]);
    const [stripe] = body.data;
    expect(stripe.redirectUrl).toBe(stripe.redirect_url);
    expect(stripe.redirectUrl).toMatch(`http://localhost:8787/connect/stripe?session=${id}&token=`);
    const { body: session } = await test.call("GET", `/v1/sessions/${id}`);
    expect(session).toMatchObject({ status: "active" });
    const paid = await test.execute(id, "codespar_pay", { amount: 100 });
    expect(paid.body).toMatchObject({
      success: false,
      error_code: "needs_connection",
      data: { redirect_url: stripe.redirect_url },
    });
  });
});

describe("authorizing", () => {
  it("connects the server, whose tools then use the user's own account", async () => {
    const test = openRuntime({ publicUrl });
    const id = await openOwn(test);
    const { status, body } = await authorize(test, id);
    expect(status).toBe(200);
    const url = new URL(body.redirect_url);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: "code",
      code_challenge_method: "S256",
      state: body.state,
      redirect_uri: `${publicUrl}/oauth/callback`,
      scope: "read write",
    });
    expect(body).toMatchObject({
      connected: false,
      scopes: ["read", "write"],
      state: expect.stringMatching(/^oauth_[\w-]{32}$/),
      expires_at: new Date(test.clock.now() + 600_000).toISOString(),
    });

    const back = await browse(test, await consent(test, id));
    expect(back.status).toBe(303);
    // A page that can be loaded again: the state is used.
    expect(await (await browse(test, locationOf(back))).text()).toContain(
      "Mercado Pago is connected",
    );
    const detail = await test.call("GET", `/v1/sessions/${id}/connections/mercadopago`);
    expect(detail.body).toMatchObject({ connected: true, status: "ready", tools_count: 6 });
    const paid = await test.execute(id, "codespar_pay", { amount: 100 });
    expect(paid.body).toMatchObject({ success: true, server: "mercadopago" });

    const again = await authorize(test, id);
    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({ code: "already_connected", details: { connected: true } });
    const next = await openOwn(test);
    const { body: later } = await test.call("GET", `/v1/sessions/${next}`);
    expect(later.servers).toMatchObject([{ status: "pending" }, { status: "connected" }]);
    const other = await openOwn(test, "somebody_else");
    const { body: theirs } = await test.call("GET", `/v1/sessions/${other}`);
    expect(theirs.servers).toMatchObject([{ status: "pending" }, { status: "pending" }]);
  });

  it("takes a state once, from nobody else, and not when it is old", async () => {
    const test = openRuntime({ publicUrl });
    const id = await openOwn(test);
    const back = await consent(test, id);
    expect((await browse(test, `${back}x`.replace("state=", "state=x"))).status).toBe(400);
    expect((await browse(test, back)).status).toBe(303);
    const twice = await browse(test, back);
    expect([twice.status, await twice.text()]).toEqual([
      400,
      expect.stringContaining("was used already"),
    ]);
    const second = await openOwn(test, "user_2");
    const late = await consent(test, second);
    test.clock.advance(601_000);
    expect((await browse(test, late)).status).toBe(400);
  });

  it("redeems a code only with the verifier and from the issuer it was asked of", async () => {
    const test = openRuntime({ publicUrl });
    const id = await openOwn(test);
    const back = new URL(await consent(test, id));
    back.searchParams.set("iss", "https://evil.example");
    expect((await browse(test, back.href)).status).toBe(400);

    const begun = await authorize(test, id);
    const url = new URL(begun.body.redirect_url);
    const verifier = "a-verifier-of-somebody-else-that-is-long-enough";
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    url.searchParams.set("code_challenge", challenge);
    const swapped = locationOf(await browse(test, url.href, { decision: "allow" }));
    expect((await browse(test, swapped)).status).toBe(400);
    const { body } = await test.call("GET", `/v1/sessions/${id}/connections/mercadopago`);
    expect(body.connected).toBe(false);
  });

  it("goes back where it was asked to, and says what came of it", async () => {
    const test = openRuntime({ publicUrl });
    const id = await openOwn(test);
    const redirect_url = "https://shop.example/settings?tab=payments";
    const denied = await authorize(test, id, { redirect_url, scopes: ["read"] });
    expect(new URL(denied.body.redirect_url).searchParams.get("scope")).toBe("read");
    const refused = locationOf(await browse(test, denied.body.redirect_url, { decision: "deny" }));
    const home = new URL(locationOf(await browse(test, refused)));
    expect(Object.fromEntries(home.searchParams)).toEqual({
      tab: "payments",
      server: "mercadopago",
      connected: "false",
      error: "access_denied",
    });
    const back = await browse(test, await consent(test, id, { redirect_url }));
    expect(locationOf(back)).toBe(`${redirect_url}&server=mercadopago&connected=true`);
  });

  it.each(["javascript:alert(1)", "http://shop.example", "//shop.example", "nonsense"])(
    "sends nobody to %s",
    async (redirect_url) => {
      const test = openRuntime({ publicUrl });
      const { status, body } = await authorize(test, await openOwn(test), { redirect_url });
      expect([status, body.code]).toEqual([400, "invalid_request"]);
    },
  );

  it("asks for the runtime's address when it does not know it", async () => {
    const test = openRuntime();
    const { status, body } = await authorize(test, await openOwn(test));
    expect([status, body.code]).toEqual([422, "redirect_url_required"]);
  });

  it("is not found for a server the session was not opened with", async () => {
    const test = openRuntime({ publicUrl });
    const id = await openOwn(test);
    const path = `/v1/sessions/${id}/connections/correios/authorize`;
    expect((await test.call("POST", path, {})).status).toBe(404);
  });
});

describe("an account's tokens", () => {
  it("are renewed when they are about to expire, once for calls at the same time", async () => {
    const test = openRuntime({ publicUrl });
    const id = await openOwn(test);
    await browse(test, await consent(test, id));
    for (let hour = 0; hour < 3; hour += 1) {
      for (let minute = 0; minute < 60; minute += 20) {
        test.clock.advance(20 * 60_000);
        await test.call("GET", `/v1/sessions/${id}`);
      }
      const calls = Array.from({ length: 5 }, () =>
        test.execute(id, "mercadopago_search_payments", {}),
      );
      for (const { body } of await Promise.all(calls)) expect(body).toMatchObject({ error: null });
    }
  });
});

describe("the page that takes secrets", () => {
  it("connects a server for the session's user, and shows nothing to those who guess", async () => {
    const test = openRuntime({ publicUrl });
    const id = await openOwn(test);
    const { body } = await test.call("GET", `/v1/sessions/${id}/connections/stripe`);
    const link: string = body.redirectUrl;
    const page = await browse(test, link);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await page.text()).toContain("Connect Stripe");
    expect((await browse(test, link.replace(/token=./, "token=!"))).status).toBe(404);
    expect((await browse(test, link.replace("stripe", "mercadopago"))).status).toBe(404);

    const wrong = await browse(test, link, { STRIPE_SECRET_KEY: "invalid" });
    expect([wrong.status, await wrong.text()]).toEqual([
      400,
      expect.stringContaining("does not accept these credentials"),
    ]);
    const right = await browse(test, link, { STRIPE_SECRET_KEY: "sk_test_1" });
    expect(await right.text()).toContain("Stripe is connected");
    const { body: after } = await test.call("GET", `/v1/sessions/${id}/connections/stripe`);
    expect(after).toMatchObject({ connected: true, tools_count: 8 });
  });

  it("puts no other account in the place of one that is connected, and takes no part of one", async () => {
    const test = openRuntime({ publicUrl });
    const id = await openOwn(test);
    const { body } = await test.call("GET", `/v1/sessions/${id}/connections/stripe`);
    const link: string = body.redirectUrl;
    const partial = await browse(test, link, { STRIPE_SECRET_KEY: " " });
    expect([partial.status, await partial.text()]).toEqual([
      400,
      expect.stringContaining("Fill in: Secret key."),
    ]);
    await browse(test, link, { STRIPE_SECRET_KEY: "sk_test_1" });
    const again = await browse(test, link, { STRIPE_SECRET_KEY: "sk_test_of_a_finder" });
    expect([again.status, await again.text()]).toEqual([
      200,
      expect.stringContaining("Stripe is connected"),
    ]);
    const { body: listed } = await test.call("GET", "/v1/connections");
    expect(listed.data).toMatchObject([{ server_id: "stripe", status: "connected" }]);
  });

  it("takes no secrets for a server where there is OAuth", async () => {
    const test = openRuntime({ publicUrl });
    const id = await openOwn(test);
    const { body } = await test.call("GET", `/v1/sessions/${id}/connections/mercadopago`);
    const response = await browse(test, body.redirectUrl, { MERCADO_PAGO_ACCESS_TOKEN: "mine" });
    expect(locationOf(response)).toContain("/sandbox/oauth/");
    const { body: listed } = await test.call("GET", "/v1/connections");
    expect(listed.data).toEqual([]);
  });

  it("leads on to the server's own page where there is OAuth", async () => {
    const test = openRuntime({ publicUrl });
    const id = await openOwn(test);
    const { body } = await test.call("GET", `/v1/sessions/${id}/connections/mercadopago`);
    const response = await browse(test, body.redirectUrl);
    expect(response.status).toBe(302);
    expect(locationOf(response)).toContain("/sandbox/oauth/");
  });
});
