import { describe, expect, it } from "vitest";

import { openRuntime, type TestRuntime } from "./open-runtime.ts";

const pay = (amount: number) => ({ amount, method: "pix" });

async function openWith(
  policy: object,
  options: Parameters<typeof openRuntime>[0] = {},
): Promise<{ readonly test: TestRuntime; readonly id: string }> {
  const test = openRuntime(options);
  const { status, body } = await test.call("POST", "/v1/sessions", {
    user_id: "user_123",
    servers: ["stripe", "stp-spei", "correios"],
    policy,
  });
  expect(status, JSON.stringify(body)).toBe(201);
  return { test, id: body.id };
}

async function paymentsOf({ execute }: TestRuntime, id: string): Promise<number> {
  return (await execute(id, "stripe_list_payment_intents", {})).body.data.payments.length;
}

describe("a policy", () => {
  it("is read at once, whatever its patterns are made for", async () => {
    const hopeless = `${"*a".repeat(100)}!`;
    const { test, id } = await openWith({ deny_tools: [hopeless, "*_*_pay*nt_*t", "*pay"] });
    const { body: named } = await test.execute(id, "stripe_create_payment_intent", pay(100));
    expect(named).toMatchObject({ error_code: "policy_denied" });
    const { body: ended } = await test.execute(id, "codespar_pay", pay(100));
    expect(ended).toMatchObject({ error_code: "policy_denied" });
    const { body: other } = await test.execute(id, "stripe_list_payment_intents", {});
    expect(other.success).toBe(true);
  });

  it("denies tools by name and by pattern, also when a meta-tool would call them", async () => {
    const { test, id } = await openWith({ deny_tools: ["stripe_*"] });
    for (const tool of ["stripe_create_payment_intent", "codespar_pay"]) {
      const { status, body } = await test.execute(id, tool, pay(100));
      expect(status).toBe(200);
      expect(body).toMatchObject({
        success: false,
        error_code: "policy_denied",
        data: { rule_id: "session.deny_tools" },
      });
    }
    const { body } = await test.execute(id, "correios_track_shipment", { tracking_code: "none" });
    expect(body.error_code).not.toBe("policy_denied");
  });

  it("allows nothing but the listed tools", async () => {
    const { test, id } = await openWith({ allow_tools: ["codespar_list_tools"] });
    expect((await test.execute(id, "codespar_list_tools", {})).body.success).toBe(true);
    const { body } = await test.execute(id, "stripe_list_payment_intents", {});
    expect(body.data.rule_id).toBe("session.allow_tools");
  });

  it("caps one call, in the unit of the tool: whole cents or reais", async () => {
    const { test, id } = await openWith({ limits: [{ currency: "BRL", per_call: 10_000 }] });
    const outcome = async (tool: string, amount: number) =>
      (await test.execute(id, tool, pay(amount))).body.error_code;
    expect(await outcome("codespar_pay", 10_000)).toBeNull();
    expect(await outcome("codespar_pay", 10_001)).toBe("policy_denied");
    expect(await outcome("codespar_charge", 100)).toBeNull();
    expect(await outcome("codespar_charge", 100.01)).toBe("policy_denied");
    expect(await outcome("stripe_create_payment_intent", 10_001)).toBe("policy_denied");
    expect(await paymentsOf(test, id)).toBe(2);
  });

  it("counts a refund in the currency of its payment, which the call must name", async () => {
    const { test, id } = await openWith({
      limits: [
        { currency: "BRL", per_call: 1_000 },
        { currency: "USD", per_call: 500 },
      ],
    });
    const card = { amount: 500, method: "card", currency: "USD" };
    const { body: paid } = await test.execute(id, "codespar_pay", card);
    const refund = async (amount: number, currency?: string) => {
      const asked = { payment_id: paid.data.payment_id, amount, currency };
      return (await test.execute(id, "stripe_create_refund", asked)).body;
    };
    expect(await refund(300)).toMatchObject({
      error_code: "provider_error",
      data: { field: "currency" },
    });
    expect(await refund(501, "USD")).toMatchObject({ error_code: "policy_denied" });
    expect(await refund(300, "USD")).toMatchObject({ success: true });
  });

  it("leaves other currencies alone", async () => {
    const { test, id } = await openWith({ limits: [{ currency: "MXN", per_call: 1 }] });
    expect((await test.execute(id, "codespar_pay", pay(500))).body.success).toBe(true);
  });

  it("caps a day and a month, and begins again with the next", async () => {
    const { test, id } = await openWith({
      limits: [{ currency: "BRL", per_day: 1_000, per_month: 1_500 }],
      time_zone: "America/Sao_Paulo",
    });
    const outcome = async (amount: number) => {
      const { body } = await test.execute(id, "codespar_pay", pay(amount));
      return body.success ? "paid" : body.data.rule_id;
    };
    expect(await outcome(600)).toBe("paid");
    expect(await outcome(600)).toBe("session.limits[0].per_day");
    expect(await outcome(400)).toBe("paid");
    const nextDay = await reopen(test, id, 24);
    expect((await nextDay(501)).data.rule_id).toBe("session.limits[0].per_month");
    expect((await nextDay(500)).success).toBe(true);
  });

  it("begins a day that has no midnight when clocks are put forward", async () => {
    const test = openRuntime();
    // In Chile, the fifth begins at one o'clock, which is four in UTC.
    test.clock.advance(Date.UTC(2027, 8, 5, 3, 50) - test.clock.now());
    const { body } = await test.call("POST", "/v1/sessions", {
      user_id: "user_123",
      servers: ["stripe"],
      policy: { limits: [{ currency: "BRL", per_day: 1_000 }], time_zone: "America/Santiago" },
    });
    expect((await test.execute(body.id, "codespar_pay", pay(600))).body.success).toBe(true);
    test.clock.advance(20 * 60_000);
    expect((await test.execute(body.id, "codespar_pay", pay(600))).body.success).toBe(true);
    expect((await test.execute(body.id, "codespar_pay", pay(600))).body.success).toBe(false);
  });

  it("gives back what a failed call counted, and keeps what may have been spent", async () => {
    const { test, id } = await openWith({ limits: [{ currency: "BRL", per_day: 1_000 }] });
    const declined = { ...pay(800), description: "sandbox:declined" };
    expect((await test.execute(id, "codespar_pay", declined)).body.error_code).toBe(
      "provider_error",
    );
    expect((await test.execute(id, "codespar_pay", pay(300))).body.success).toBe(true);
    expect((await test.execute(id, "codespar_pay", pay(800))).body.error_code).toBe(
      "policy_denied",
    );
  });

  it("is not passed by many calls at once", async () => {
    const { test, id } = await openWith({ limits: [{ currency: "BRL", per_day: 1_000 }] });
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => test.execute(id, "codespar_pay", pay(100))),
    );
    expect(answers.filter(({ body }) => body.success)).toHaveLength(10);
    expect(await paymentsOf(test, id)).toBe(10);
  });

  it("counts each payee on its own", async () => {
    const { test, id } = await openWith({
      limits: [{ currency: "MXN", per_day: 1_000, payee: "*" }],
    });
    const send = async (payee: string) => {
      const transfer = { amount: 700, currency: "MXN", country: "MX", recipient: { clabe: payee } };
      return (await test.execute(id, "codespar_pay", { ...transfer, method: "spei" })).body;
    };
    const [one, two] = ["002010077777777771", "032180000118359719"];
    expect((await send(one)).error_code).toBeNull();
    expect((await send(one)).data.rule_id).toBe("session.limits[0].per_day");
    expect((await send(two)).error_code).toBeNull();
  });

  it("counts a payee together, however its tax id or its address is written", async () => {
    const test = openRuntime();
    const limits = [
      { currency: "BRL", per_day: 1_000, payee: "123.456.789-09" },
      { currency: "BRL", per_day: 1_000, payee: "*" },
    ];
    const opening = { user_id: "user_123", servers: ["stark-bank"], policy: { limits } };
    const { body: session } = await test.call("POST", "/v1/sessions", opening);
    const send = async (recipient: string) => {
      const { body } = await test.execute(session.id, "codespar_pay", { amount: 700, recipient });
      return body.data.rule_id;
    };
    expect(await send("12345678909")).toBeUndefined();
    for (const other of ["123.456.789-09", "123 456 789 09", " 12345678909"]) {
      expect(await send(other)).toBe("session.limits[0].per_day");
    }
    expect(await send("maria@shop.example")).toBeUndefined();
    expect(await send("Maria@Shop.example")).toBe("session.limits[1].per_day");
    expect(await send("joao@shop.example")).toBeUndefined();
  });

  it("is quiet at night where it holds, and lets agents read", async () => {
    const { test, id } = await openWith({
      quiet_hours: [{ from: "20:00", to: "09:30" }],
      time_zone: "America/Sao_Paulo",
    });
    // The test begins at 12:00 UTC, which is 9:00 in São Paulo.
    expect((await test.execute(id, "codespar_pay", pay(1))).body.data.rule_id).toBe(
      "session.quiet_hours[0]",
    );
    expect((await test.execute(id, "stripe_list_payment_intents", {})).body.success).toBe(true);
    test.clock.advance(29 * 60_000);
    await test.call("GET", `/v1/sessions/${id}`);
    test.clock.advance(60_000);
    expect((await test.execute(id, "codespar_pay", pay(1))).body.success).toBe(true);
  });

  it("of the project holds beside that of the session", async () => {
    const { test, id } = await openWith({ limits: [{ currency: "BRL", per_call: 500 }] });
    const { body: who } = await test.call("GET", "/v1/whoami");
    const path = `/v1/projects/${who.project.id}/policy`;
    expect((await test.call("GET", path)).body).toEqual({});
    const policy = { limits: [{ currency: "BRL", per_call: 300 }] };
    expect((await test.call("PUT", path, policy)).body).toEqual(policy);
    expect((await test.call("GET", path)).body).toEqual(policy);
    const rule = async (amount: number) =>
      (await test.execute(id, "codespar_pay", pay(amount))).body.data.rule_id;
    expect(await rule(301)).toBe("project.limits[0].per_call");
    expect(await rule(300)).toBeUndefined();
    await test.call("PUT", path, {});
    expect(await rule(501)).toBe("session.limits[0].per_call");
  });

  it("that says something unknown is refused, at the project and the session", async () => {
    const test = openRuntime();
    const { body: who } = await test.call("GET", "/v1/whoami");
    const path = `/v1/projects/${who.project.id}/policy`;
    for (const policy of [
      { limit: [] },
      { limits: [{ currency: "brl", per_call: 1 }] },
      { limits: [{ currency: "BRL", per_call: 1.5 }] },
      { quiet_hours: [{ from: "25:00", to: "01:00" }] },
      { quiet_hours: [{ from: "22:00", to: "22:00" }] },
      { time_zone: "Mars/Olympus" },
    ]) {
      expect((await test.call("PUT", path, policy)).status).toBe(400);
      const request = { user_id: "u", servers: ["stripe"], policy };
      expect((await test.call("POST", "/v1/sessions", request)).status).toBe(400);
    }
  });

  it("does not stand in the way of a result that is given again", async () => {
    const { test, id } = await openWith({ limits: [{ currency: "BRL", per_day: 100 }] });
    const first = await test.execute(id, "codespar_pay", pay(100), "k");
    const again = await test.execute(id, "codespar_pay", pay(100), "k");
    expect(again.body).toEqual({ ...first.body, replayed: true });
  });

  it("asks a person about a call whose amount nobody can tell", async () => {
    const { test, id } = await openWith({ limits: [{ currency: "BRL", per_call: 100 }] });
    const { body } = await test.execute(id, "stripe_create_refund", { payment_id: "pay_1" });
    expect(body).toMatchObject({
      error_code: "approval_required",
      data: { rule_id: "session.unknown_amount" },
    });
  });
});

describe("an approved call", () => {
  const policy = {
    approvals: [{ above: { currency: "BRL", amount_minor: 200 } }],
    limits: [{ currency: "BRL", per_day: 1_000 }],
  };

  async function openApproved() {
    const { test, id } = await openWith(policy);
    const { call, clock, execute } = test;
    const { body: asked } = await execute(id, "codespar_pay", pay(600), "k");
    clock.advance(3 * 3_600_000);
    const path = `/v1/approvals/${asked.data.approval_id}`;
    await call("POST", path, { decision: "approve" });
    const approval = async () => (await call("GET", path)).body;
    return { test, id, approval };
  }

  it("can still be made when the session was idle for hours meanwhile", async () => {
    const { test, id } = await openApproved();
    const { body } = await test.execute(id, "codespar_pay", pay(600), "k");
    expect(body).toMatchObject({ success: true });
  });

  it("is asked about again when it would go to another server", async () => {
    const test = openRuntime();
    const servers = ["stripe", "mercadopago"];
    const opening = { user_id: "user_123", servers, policy };
    const { body: session } = await test.call("POST", "/v1/sessions", opening);
    const ask = async () => (await test.execute(session.id, "codespar_pay", pay(600), "k")).body;
    const { data } = await ask();
    const decision = { decision: "approve" };
    await test.call("POST", `/v1/approvals/${data.approval_id}`, decision);
    await test.call("DELETE", `/v1/sessions/${session.id}/connections/stripe`);
    const { data: again } = await ask();
    const { body: other } = await test.call("GET", `/v1/approvals/${again.approval_id}`);
    expect(other).toMatchObject({ status: "pending", server: "mercadopago" });
    await test.call("POST", `/v1/approvals/${other.id}`, decision);
    expect(await ask()).toMatchObject({ success: true, server: "mercadopago" });
    expect(await ask()).toMatchObject({ success: true, replayed: true });
  });

  it("keeps its approval when a limit stands in the way", async () => {
    const { test, id, approval } = await openApproved();
    for (const key of ["a", "b", "c"]) await test.execute(id, "codespar_pay", pay(200), key);
    const { body } = await test.execute(id, "codespar_pay", pay(600), "k");
    expect(body).toMatchObject({ error_code: "policy_denied" });
    expect(await approval()).toMatchObject({ status: "approved", tool_call_id: null });
  });

  it("keeps its approval when it comes to a failure that did nothing", async () => {
    const { test, id } = await openWith(policy);
    const { call, execute } = test;
    const busy = { ...pay(600), description: "sandbox:rate_limited" };
    const { body: asked } = await execute(id, "codespar_pay", busy, "k");
    const path = `/v1/approvals/${asked.data.approval_id}`;
    await call("POST", path, { decision: "approve" });
    for (let times = 0; times < 2; times += 1) {
      const { body } = await execute(id, "codespar_pay", busy, "k");
      expect(body).toMatchObject({ error_code: "provider_rate_limited" });
      expect(body).not.toHaveProperty("replayed");
      expect((await call("GET", path)).body).toMatchObject({ status: "approved" });
    }
  });
});

/** Moves the clock by hours, keeping the session open. */
async function reopen({ call, clock, execute }: TestRuntime, id: string, hours: number) {
  for (let minutes = 0; minutes < hours * 60; minutes += 20) {
    clock.advance(20 * 60_000);
    await call("GET", `/v1/sessions/${id}`);
  }
  return async (amount: number) => (await execute(id, "codespar_pay", pay(amount))).body;
}

describe("an approval", () => {
  const policy = { approvals: [{ above: { currency: "BRL", amount_minor: 50_000 } }] };

  async function asked(key?: string) {
    const { test, id } = await openWith(policy);
    const { body } = await test.execute(id, "codespar_pay", pay(50_001), key);
    expect(body).toMatchObject({ success: false, error_code: "approval_required" });
    const approvalId: string = body.data.approval_id;
    const decide = (decision: string, reason?: string) =>
      test.call("POST", `/v1/approvals/${approvalId}`, { decision, reason });
    return { test, id, approvalId, decide };
  }

  it("is asked for above the amount, with the arguments, the amount and why", async () => {
    const { test, id, approvalId } = await asked("k");
    expect((await test.execute(id, "codespar_pay", pay(50_000))).body.success).toBe(true);
    const { body } = await test.call("GET", `/v1/approvals/${approvalId}`);
    expect(body).toMatchObject({
      id: approvalId,
      status: "pending",
      session_id: id,
      user_id: "user_123",
      tool: "codespar_pay",
      server: "stripe",
      input: pay(50_001),
      amount_minor: 50_001,
      currency: "BRL",
      rule_id: "session.approvals[0]",
      tool_call_id: null,
    });
    const { body: listed } = await test.call("GET", "/v1/approvals?status=pending");
    expect(listed).toMatchObject({ data: [{ id: approvalId }], next_cursor: null });
  });

  it("lets exactly that call be made, once, under its first key", async () => {
    const { test, id, approvalId, decide } = await asked("k1");
    expect((await decide("approve", "go on")).body).toMatchObject({
      status: "approved",
      reason: "go on",
    });
    const other = await test.execute(id, "codespar_pay", pay(50_002), "k3");
    expect(other.body.error_code).toBe("approval_required");
    const paid = await test.execute(id, "codespar_pay", pay(50_001), "k2");
    expect(paid.body).toMatchObject({ success: true, data: { amount: 50_001 } });
    for (const key of ["k1", "k2"]) {
      const again = await test.execute(id, "codespar_pay", pay(50_001), key);
      expect(again.body, key).toEqual({ ...paid.body, replayed: true });
    }
    const third = await test.execute(id, "codespar_pay", pay(50_001), "k4");
    expect(third.body.error_code).toBe("approval_required");
    expect(await paymentsOf(test, id)).toBe(1);
    const { body } = await test.call("GET", `/v1/approvals/${approvalId}`);
    expect(body).toMatchObject({ status: "used", tool_call_id: paid.body.tool_call_id });
  });

  it("is used once, however many requests come at the same time", async () => {
    const { test, id, decide } = await asked("k1");
    await decide("approve");
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        test.execute(id, "codespar_pay", pay(50_001), `k${index}`),
      ),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(await paymentsOf(test, id)).toBe(1);
  });

  it("that is denied says so, with the reason", async () => {
    const { test, id, decide } = await asked("k1");
    await decide("deny", "not this week");
    const { body } = await test.execute(id, "codespar_pay", pay(50_001), "k1");
    expect(body).toMatchObject({
      error_code: "policy_denied",
      data: { rule_id: "session.approvals[0]" },
    });
    expect(body.error).toContain("not this week");
    expect(await paymentsOf(test, id)).toBe(0);
  });

  it("is asked for once while nobody has decided", async () => {
    const { test, id, approvalId } = await asked("k1");
    const again = await test.execute(id, "codespar_pay", pay(50_001), "k2");
    expect(again.body.data.approval_id).toBe(approvalId);
    expect((await test.call("GET", "/v1/approvals")).body.data).toHaveLength(1);
  });

  it("is decided once, and not after a day", async () => {
    const { test, decide } = await asked();
    const first = await decide("approve");
    expect(first.status).toBe(200);
    const { body: before } = await test.call("GET", "/v1/audit?limit=1");
    // As a client does that heard no answer.
    expect(await decide("approve")).toMatchObject({ status: 200, body: first.body });
    const { body: after } = await test.call("GET", "/v1/audit?limit=1");
    expect(after.data[0].seq).toBe(before.data[0].seq);
    expect((await decide("deny")).status).toBe(409);
    const late = await asked();
    late.test.clock.advance(86_400_000);
    expect((await late.decide("approve")).status).toBe(409);
    const { body } = await late.test.call("GET", "/v1/approvals");
    expect(body.data[0].status).toBe("expired");
  });

  it("is listed as what it is by now, page after page", async () => {
    const { test, id } = await openWith(policy);
    const list = async (query: string) =>
      (await test.call("GET", `/v1/approvals?limit=1&${query}`)).body;
    for (const amount of [60_001, 60_002]) {
      await test.execute(id, "codespar_pay", pay(amount));
      test.clock.advance(1);
    }
    const { data, next_cursor: cursor } = await list("status=pending");
    expect(data).toMatchObject([{ status: "pending", amount_minor: 60_002 }]);
    await test.call("POST", `/v1/approvals/${cursor}`, { decision: "approve" });
    await test.execute(id, "codespar_pay", pay(60_003));
    const { data: next } = await list(`status=pending&cursor=${cursor}`);
    expect(next).toMatchObject([{ status: "pending", amount_minor: 60_001 }]);
    test.clock.advance(86_400_000);
    for (const status of ["pending", "approved"]) {
      expect((await list(`status=${status}`)).data).toEqual([]);
    }
    const { data: expired } = await list("status=expired");
    expect(expired).toMatchObject([{ status: "expired", amount_minor: 60_003 }]);
  });

  it("needs a key that may approve", async () => {
    const { test, approvalId } = await asked();
    const { body: key } = await test.call("POST", "/v1/api-keys", {
      name: "agent",
      scopes: ["sessions:read", "sessions:write", "tools:execute"],
    });
    const as = { Authorization: `Bearer ${key.key}` };
    const path = `/v1/approvals/${approvalId}`;
    expect((await test.call("GET", path, undefined, as)).status).toBe(200);
    const { status, body } = await test.call("POST", path, { decision: "approve" }, as);
    expect([status, body.code]).toEqual([403, "insufficient_scope"]);
  });

  it("is audited: the question, the decision, and the call by it", async () => {
    const { test, id, approvalId, decide } = await asked("k1");
    await decide("approve", "fine");
    await test.execute(id, "codespar_pay", pay(50_001), "k1");
    const { body } = await test.call("GET", "/v1/audit?tool=codespar_pay");
    expect(
      body.data.map(({ kind, decision }: { kind: string; decision: string }) => [kind, decision]),
    ).toEqual([
      ["refusal", expect.stringContaining(approvalId)],
      ["approval", "approved: fine"],
      ["intent", expect.stringMatching(/^allowed: approved by key_\w+ \(apr_\w+\)$/)],
      ["outcome", expect.stringMatching(/^allowed: approved by/)],
    ]);
    expect((await test.call("GET", "/v1/audit/verify")).body.valid).toBe(true);
  });
});
