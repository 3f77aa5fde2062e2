import { describe, expect, it } from "vitest";

import { en } from "../src/dashboard/messages/en.ts";
import { es } from "../src/dashboard/messages/es.ts";
import { ptBr } from "../src/dashboard/messages/pt-br.ts";
import { dryRun } from "../src/policy/dry-run.ts";
import { openDashboard, type Visitor } from "./open-dashboard.ts";
import { openRuntime, type TestRuntime } from "./open-runtime.ts";

interface Opened extends TestRuntime {
  readonly visitor: Visitor;
  readonly sessionId: string;
  readonly projectId: string;
}

async function open(policy?: unknown): Promise<Opened> {
  const test = openRuntime({ callTimeoutMs: 200, allowPrivateNetworks: true });
  const visitor = openDashboard(test.runtime, "http://localhost");
  await visitor.signIn(test.runtime.apiKey);
  const { body } = await test.call("GET", "/v1/projects");
  const projectId = body.data[0].id;
  if (policy !== undefined) await test.call("PUT", `/v1/projects/${projectId}/policy`, policy);
  return {
    ...test,
    visitor,
    projectId,
    sessionId: await test.session(["stripe", "mercadopago", "stark-bank"]),
  };
}

const askAbove = { approvals: [{ above: { currency: "BRL", amount_minor: 1_000 } }] };

describe("the overview", () => {
  it("counts calls, failures, durations and money of the range", async () => {
    const { visitor, sessionId, execute, call, clock } = await open();
    for (const amount of [1_000, 2_000, 3_000]) {
      const { body } = await execute(sessionId, "codespar_pay", { amount, method: "pix" });
      await call("POST", `/v1/sandbox/payments/${body.data.payment_id}/settle`);
    }
    await execute(sessionId, "codespar_pay", { amount: 1, description: "sandbox:declined" });
    const { text, html } = await visitor.get("/dashboard?range=hour");
    expect(text).toContain("4 calls in this time");
    expect(text).toContain("1 failed or unknown");
    expect(text).toContain("25%");
    expect(text).toContain("R$60.00");
    expect(text).toMatch(/Open sessions\s+1/);
    expect(text).toContain("provider_error");
    const charts = [...html.matchAll(/data-chart="([^"]+)"/g)].map(([, data = ""]) =>
      JSON.parse(data.replaceAll("&quot;", '"')),
    );
    expect(charts).toHaveLength(2);
    expect(charts[0].times).toHaveLength(60);
    expect(charts[0].lines[0].values.at(-1)).toBe(4);
    expect(charts[0].lines[1].values.at(-1)).toBe(1);
    expect(charts[1].lines[1].values.at(-1)).toEqual(expect.any(Number));
    clock.advance(3_600_000);
    expect((await visitor.get("/dashboard?range=hour")).text).toContain("0 calls in this time");
    expect((await visitor.get("/dashboard?range=day")).text).toContain("4 calls in this time");
  });
});

describe("a session's page", () => {
  it("tells each call once, with its replays, its refusals and what was said", async () => {
    const { visitor, sessionId, call, execute } = await open();
    const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const tool_call = { framework: "langchain", traceparent: trace };
    const input = { amount: 4_200, description: "Order 7" };
    for (let time = 0; time < 3; time += 1) {
      await call(
        "POST",
        `/v1/sessions/${sessionId}/execute`,
        { tool: "codespar_pay", input, tool_call },
        { "Idempotency-Key": "order-7" },
      );
    }
    await execute(sessionId, "no_such_tool", {});
    const { text, html } = await visitor.get(`/dashboard/sessions/${sessionId}`);
    expect(html.match(/<li id="item-/g)).toHaveLength(2);
    expect(text).toContain("Stored result given again: 2×");
    expect(text).toContain("0af7651916cd43dd8448eb211c80319c");
    expect(text).toContain("langchain");
    expect(text).toContain("Order 7");
    expect(text).toContain("unknown_tool");
    const servers = await visitor.get(`/dashboard/sessions/${sessionId}/servers`);
    expect(servers.text).toContain("Mercado Pago");
    expect(servers.text).toContain("codespar_pay");
    expect(servers.text).toContain("&quot;exclusiveMinimum&quot;: 0");
  });

  it("pages the list by its cursor, and chooses by status and user", async () => {
    const { visitor, call } = await open();
    for (let index = 0; index < 31; index += 1) {
      await call("POST", "/v1/sessions", { user_id: `user-${index}`, servers: [] });
    }
    const first = await visitor.get("/dashboard/sessions");
    const next = /href="([^"]+)" rel="next"/.exec(first.html)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const second = await visitor.get(next);
    const ids = (html: string) => html.match(/\/dashboard\/sessions\/ses_\w+/g) ?? [];
    expect([ids(first.html).length, ids(second.html).length]).toEqual([30, 2]);
    expect(new Set([...ids(first.html), ...ids(second.html)]).size).toBe(32);
    expect(ids((await visitor.get("/dashboard/sessions?user=user-3")).html)).toHaveLength(1);
    const closed = await visitor.get("/dashboard/sessions?status=closed");
    expect(closed.text).toContain("Nothing matches");
  });
});

describe("a call's page", () => {
  it("shows what pays it, then that it was paid, and its place in the chain", async () => {
    const { visitor, sessionId, execute, call } = await open();
    const { body } = await execute(sessionId, "codespar_pay", { amount: 1_250, method: "pix" });
    const path = `/dashboard/calls/${body.tool_call_id}`;
    const before = await visitor.get(path);
    expect(before.text).toContain("Not paid yet");
    expect(before.html).toMatch(/class="qr"/);
    await call("POST", `/v1/sandbox/payments/${body.data.payment_id}/settle`);
    const after = await visitor.get(path);
    expect(after.text).toContain("payment.settled");
    expect(after.html).not.toMatch(/class="qr"/);
    const { data } = (await call("GET", "/v1/audit")).body;
    for (const entry of data) expect(after.html).toContain(entry.hash);
  });

  it("lets somebody say what became of an unknown outcome, once", async () => {
    const { visitor, sessionId, execute, call } = await open();
    const input = { amount: 100, description: "sandbox:timeout_after_commit" };
    const { body } = await execute(sessionId, "codespar_pay", input, "k");
    const path = `/dashboard/calls/${body.tool_call_id}`;
    expect((await visitor.get(path)).text).toContain("Nobody knows what came of this call");
    const outcome = { outcome: "executed", reason: "Seen at the provider" };
    expect((await visitor.post(`${path}/resolve`, { ...outcome, reason: " " })).status).toBe(400);
    const resolved = await visitor.post(`${path}/resolve`, outcome);
    expect(resolved.text).toContain("Succeeded");
    expect(resolved.text).toContain("Seen at the provider");
    expect((await visitor.post(`${path}/resolve`, outcome)).status).toBe(409);
    const status = await call("GET", `/v1/tool-calls/${body.tool_call_id}`);
    expect(status.body.status).toBe("success");
  });
});

describe("the approvals inbox", () => {
  it("says in plain words what would happen, and takes a decision with its reason", async () => {
    const { visitor, sessionId, execute, call } = await open(askAbove);
    const input = { amount: 250_050, recipient: "ana@pix.example" };
    const { body } = await execute(sessionId, "codespar_pay", input);
    expect(body.error_code).toBe("approval_required");
    const inbox = await visitor.get("/dashboard/approvals");
    expect(inbox.text).toContain("An agent wants to move R$2,500.50 to ana@pix.example");
    expect(inbox.text).toContain("&quot;recipient&quot;: &quot;ana@pix.example&quot;");
    const path = `/dashboard/approvals/${body.data.approval_id}`;
    const done = await visitor.post(path, { decision: "deny", reason: "Not this supplier" });
    expect(done.text).toContain("Denied: An agent wants to move R$2,500.50");
    expect(done.text).toContain("Nothing waits for you");
    expect((await visitor.post(path, { decision: "approve" })).status).toBe(409);
    const { body: request } = await call("GET", `/v1/approvals/${body.data.approval_id}`);
    expect(request).toMatchObject({ status: "denied", reason: "Not this supplier" });
    expect((await visitor.get(path)).text).toContain("Not this supplier");
  });
});

describe("the connections page", () => {
  it("connects an account for a user, reconnects it, and disconnects it", async () => {
    const { visitor, call } = await open();
    const form = await visitor.get("/dashboard/connections/new?server=stripe&user=ana");
    expect(form.text).toContain("Connect Stripe");
    const name = /name="(secret\.\w+)"/.exec(form.html)?.[1] ?? "";
    const fields = { server: "stripe", user: "ana" };
    const wrong = await visitor.post("/dashboard/connections", {
      ...fields,
      [name]: "invalid",
    });
    expect([wrong.status, wrong.text.includes("does not accept")]).toEqual([400, true]);
    const done = await visitor.post("/dashboard/connections", { ...fields, [name]: "sk_1" });
    expect(done.text).toContain("The account is connected");
    expect(done.html).toContain("server=stripe&amp;user=ana");
    expect(done.html).not.toContain("sk_1");
    const { body } = await call("GET", "/v1/connections");
    const gone = await visitor.post(`/dashboard/connections/${body.data[0].id}/disconnect`);
    expect(gone.text).toContain("its secrets are gone");
    expect((await call("GET", "/v1/connections")).body.data).toMatchObject([{ status: "revoked" }]);
  });

  it("leads to the provider's own page where the server asks for consent", async () => {
    const { visitor } = await open();
    const page = await visitor.get("/dashboard/connections/new?server=mercadopago&user=ana");
    expect(page.html).toMatch(/href="http:\/\/localhost\/sandbox\/oauth\/[^"]+authorize/);
  });
});

describe("usage", () => {
  it("is counted by day, server, tool and project, also as a table to download", async () => {
    const { visitor, sessionId, execute, call } = await open();
    const { body } = await execute(sessionId, "codespar_pay", { amount: 1_000, method: "pix" });
    await call("POST", `/v1/sandbox/payments/${body.data.payment_id}/settle`);
    expect((await visitor.get("/dashboard/usage")).text).toContain("Nov 21, 2026");
    for (const [by, group] of [
      ["day", "2026-11-21"],
      ["server", body.server],
      ["tool", "codespar_pay"],
      ["project", "Default"],
    ]) {
      const csv = await visitor.get(`/dashboard/usage.csv?by=${by}`);
      const columns = "tool_calls,billable_transactions,settled_minor_BRL,refunded_minor_BRL";
      expect(csv.html).toBe(`${by},${columns}\r\n${group},1,1,1000,0\r\n`);
      expect(csv.headers.get("content-disposition")).toContain(`usage-by-${by}.csv`);
    }
    const other = await visitor.get("/dashboard/usage?from=2026-01-01&to=2026-01-31");
    expect(other.text).toContain("Nothing was used");
  });
});

describe("the audit page", () => {
  it("finds entries by tool, call and text, and exports every form", async () => {
    const { visitor, sessionId, execute } = await open();
    const { body } = await execute(sessionId, "codespar_pay", { amount: 1_000 });
    await execute(sessionId, "100%_sure", {});
    const rows = async (query: string): Promise<number> => {
      const { html } = await visitor.get(`/dashboard/audit?${query}`);
      return (html.match(/<td[^>]* data-name="#"/g) ?? html.match(/data-name="#"/g) ?? []).length;
    };
    expect(await rows("")).toBe(3);
    expect(await rows("tool=codespar_pay")).toBe(2);
    expect(await rows(`call=${body.tool_call_id}`)).toBe(2);
    expect(await rows("text=UNKNOWN_TOOL")).toBe(1);
    expect(await rows(`text=${body.data.payment_id}`)).toBe(1);
    expect(await rows(`text=${encodeURIComponent('amount":1000')}`)).toBe(2);
    expect(await rows(`text=${encodeURIComponent("100%_s")}`)).toBe(1);
    expect(await rows(`text=${encodeURIComponent("1%s")}`)).toBe(0);
    expect(await rows("session=ses_other")).toBe(0);
    for (const format of ["ndjson", "csv", "cloudevents", "ocsf"]) {
      const { html, headers } = await visitor.get(`/dashboard/audit/export?format=${format}`);
      expect(html.trim().split("\n")).toHaveLength(format === "csv" ? 4 : 3);
      expect(headers.get("content-disposition")).toContain(`audit-${format}`);
    }
  });

  it("verifies the chain at once, and step by step where a script asks", async () => {
    const { visitor, sessionId, execute } = await open();
    await execute(sessionId, "codespar_pay", { amount: 1_000 });
    await visitor.get("/dashboard/audit");
    const whole = await visitor.post("/dashboard/audit/verify");
    expect(whole.text).toContain("The whole chain holds: 2 entries.");
    const step = await visitor.post("/dashboard/audit/verify", {}, { "HX-Request": "true" });
    expect(step.html).toMatch(/^<div id="verification"/);
    expect(step.text).toContain("The whole chain holds: 2 entries.");
    const forged = { seq: "2", hash: "0".repeat(64), proof: "0".repeat(64) };
    const hx = { "HX-Request": "true" };
    expect((await visitor.post("/dashboard/audit/verify", forged, hx)).status).toBe(400);
  });
});

describe("a chain that grows while it is verified", () => {
  it("holds all the same", async () => {
    const { sessionId, execute, call } = await open();
    const rounds = Array.from({ length: 40 }, async (_, index) => {
      await execute(sessionId, "codespar_list_tools", {}, `k${index}`);
      const { body } = await call("GET", "/v1/audit/verify");
      return body;
    });
    for (const verification of await Promise.all(rounds)) {
      expect(verification).toMatchObject({ valid: true, broken: null });
    }
  });
});

describe("the keys page", () => {
  it("shows a new key once, and revokes it", async () => {
    const { visitor, runtime } = await open();
    await visitor.get("/dashboard/keys");
    const made = await visitor.post("/dashboard/keys", {
      name: "Reader",
      environment: "test",
      scope: "sessions:read",
      days: "30",
    });
    const key = /value="(csk_test_[\w-]+)"/.exec(made.html)?.[1] ?? "";
    expect((await openDashboard(runtime).signIn(key)).text).toContain("lacks the scope usage:read");
    const list = await visitor.get("/dashboard/keys");
    expect(list.html).not.toContain(key);
    expect(list.text).toContain("Scopes: 1");
    expect(list.text).toContain("Dec 21, 2026");
    const rows = list.html.split("<tr").find((row) => row.includes("Reader")) ?? "";
    const id = /\/dashboard\/keys\/(key_\w+)\/revoke/.exec(rows)?.[1] ?? "";
    expect((await visitor.post(`/dashboard/keys/${id}/revoke`)).text).toContain("is revoked");
    expect((await openDashboard(runtime).signIn(key)).status).toBe(401);
  });

  it("creates a project, and looks at it", async () => {
    const { visitor, sessionId } = await open();
    await visitor.get("/dashboard/keys");
    const page = await visitor.post("/dashboard/projects", { name: "Second" });
    const id = /<option value="(prj_\w+)">\s*Second/.exec(page.html)?.[1] ?? "";
    const next = `/dashboard/sessions/${sessionId}?skip=1`;
    const list = await visitor.post("/dashboard/project", { project: id, next });
    expect(list.text).toContain("No sessions yet");
    expect((await visitor.get(`/dashboard/sessions/${sessionId}`)).status).toBe(404);
  });
});

const form = { limit_currency: "brl", limit_call: "15,50", limit_day: "", limit_month: "" };

describe("the policy page", () => {
  it("tells what a change would have meant before it is saved, and saves it", async () => {
    const { visitor, sessionId, execute, call, projectId } = await open();
    await execute(sessionId, "codespar_pay", { amount: 1_500 });
    await execute(sessionId, "codespar_pay", { amount: 1_551 });
    await visitor.get("/dashboard/policy");
    const tried = await visitor.post("/dashboard/policy", { ...form, intent: "preview" });
    expect(tried.text).toContain("What it would have meant for the last 2 calls");
    expect(tried.text).toContain("1 would run");
    expect(tried.text).toContain("1 would be denied");
    expect(tried.text).toContain("project.limits[0].per_call");
    expect(tried.html).toContain('value="15.50"');
    const stored = () => call("GET", `/v1/projects/${projectId}/policy`);
    expect((await stored()).body).toEqual({});
    const rules = {
      limit_payee: "*",
      ask_on: "on",
      ask_currency: "BRL",
      ask_above: "10",
      ask_tools: "codespar_pay stripe_*",
      deny_tools: "*_refund*\nother",
      quiet_from: "22:00",
      quiet_to: "07:00",
      time_zone: "America/Sao_Paulo",
    };
    await visitor.post("/dashboard/policy", { ...form, ...rules, intent: "save" });
    expect((await stored()).body).toEqual({
      limits: [{ currency: "BRL", per_call: 1_550, payee: "*" }],
      approvals: [
        { tools: ["codespar_pay", "stripe_*"], above: { currency: "BRL", amount_minor: 1_000 } },
      ],
      deny_tools: ["*_refund*", "other"],
      quiet_hours: [{ from: "22:00", to: "07:00" }],
      time_zone: "America/Sao_Paulo",
    });
    const { html } = await visitor.get("/dashboard/audit");
    expect(html).toContain('<a href="/dashboard/policy">setPolicy</a>');
  });

  it.each([
    [{ limit_call: "15.555" }, "is not an amount"],
    [{ limit_call: "1.500,00" }, "is not an amount"],
    [{ limit_currency: "reais" }, "is no currency code such as BRL"],
    [{ time_zone: "Nowhere/Never" }, "time_zone"],
    [{ quiet_from: "22:00" }, "quiet_hours.0.to"],
    [{ quiet_from: "22:00", quiet_to: "22:00" }, "is the same as from"],
    [{ ask_on: "", ask_currency: "BRL", ask_above: "500" }, "asks nobody: BRL 500"],
  ])("saves nothing of %o, names the field, and keeps what was typed", async (fields, said) => {
    const { visitor, call, projectId } = await open();
    await visitor.get("/dashboard/policy");
    const page = await visitor.post("/dashboard/policy", { ...form, ...fields, intent: "save" });
    expect([page.status, page.text.includes(said)]).toEqual([400, true]);
    for (const typed of Object.values({ limit_call: "15,50", ...fields })) {
      expect(page.html).toContain(`value="${typed}"`);
    }
    expect((await call("GET", `/v1/projects/${projectId}/policy`)).body).toEqual({});
  });
});

describe("a dry run", () => {
  const at = Date.UTC(2026, 10, 21, 12);
  const pay = (amountMinor: number, minutes: number) => ({
    tool: "codespar_pay",
    via: "codespar_pay",
    isReadOnly: false,
    money: { amountMinor, currency: "BRL", payee: "" },
    at: at + minutes * 60_000,
  });
  const policies = [
    { scope: "project", policy: { limits: [{ currency: "BRL", per_day: 100 }] } },
  ] as const;

  it("counts what would have run against those that follow, and what would not", () => {
    const calls = [pay(60, 0), pay(60, 1), pay(40, 2)];
    expect(dryRun(policies, calls, []).map(({ kind }) => kind)).toEqual(["allow", "deny", "allow"]);
  });

  it("counts what was spent earlier the same day, and not the day before", () => {
    const earlier = (hours: number) => [
      { money: { amountMinor: 60, currency: "BRL", payee: "" }, at: at - hours * 3_600_000 },
    ];
    expect(dryRun(policies, [pay(60, 0)], earlier(1))).toMatchObject([{ kind: "deny" }]);
    expect(dryRun(policies, [pay(60, 0)], earlier(13))).toMatchObject([{ kind: "allow" }]);
  });
});

describe("a page in the reader's language", () => {
  const catalogs = [
    ["en-GB,en;q=0.9", "en", en],
    ["es-AR", "es", es],
    ["fr;q=0.9, pt;q=0.8, en;q=0.7", "pt-BR", ptBr],
  ] as const;

  it.each(catalogs)("for %s is %s", async (header, language, words) => {
    const { visitor } = await open();
    const page = await visitor.get("/dashboard", { "Accept-Language": header });
    expect(page.html).toContain(`<html lang="${language}"`);
    expect(page.text).toContain(words.callsPerMinute);
  });

  it("is the one that the reader picked, with their time zone and theme", async () => {
    const { visitor, sessionId } = await open();
    await visitor.get("/dashboard/preferences");
    const fields = { language: "pt-BR", theme: "dark", time_zone: "America/Sao_Paulo" };
    await visitor.post("/dashboard/preferences", fields);
    const page = await visitor.get(`/dashboard/sessions/${sessionId}`, { "Accept-Language": "en" });
    expect(page.html).toContain('<html lang="pt-BR" data-theme="dark">');
    expect(page.text).toContain("21 de nov. de 2026, 09:00:00");
  });

  it("can be switched before signing in, and where somebody connects a server", async () => {
    const { runtime } = openRuntime();
    const visitor = openDashboard(runtime);
    const { html } = await visitor.get("/dashboard/sign-in?next=%2Fdashboard%2Fusage");
    const link = /href="([^"]+)" lang="es"/.exec(html.replaceAll(/\s+/g, " "))?.[1] ?? "";
    const spanish = await visitor.get(link.replaceAll("&amp;", "&"));
    expect(spanish.html).toContain('<html lang="es"');
    expect(spanish.html).toContain('value="/dashboard/usage"');
    expect((await visitor.get("/connect/stripe")).text).toContain(es.linkGone);
  });

  it.each(catalogs)("for %s says in %s why something was refused", async (header, _, words) => {
    const { visitor, execute, sessionId } = await open(askAbove);
    const language = { "Accept-Language": header };
    const post = async (path: string, fields: Readonly<Record<string, string>>) =>
      (await visitor.post(`/dashboard${path}`, fields, language)).html.replaceAll("&quot;", '"');
    const { body } = await execute(sessionId, "codespar_pay", { amount: 2_000 });
    await visitor.get("/dashboard/approvals");
    const approval = `/approvals/${body.data.approval_id}`;
    await post(approval, { decision: "approve" });
    const secrets = { server: "stripe", "secret.STRIPE_SECRET_KEY": "invalid" };
    const pages = {
      approval_decided: [await post(approval, { decision: "deny" }), ""],
      credentials_refused: [await post("/connections", secrets), "Stripe"],
      amount_unclear: [
        await post("/policy", { limit_currency: "BRL", limit_call: "1.000" }),
        "1.000 BRL",
      ],
      project_taken: [await post("/projects", { name: "default" }), "default"],
      form_foreign: [await post("/projects", { csrf: "0" }), ""],
    } as const;
    for (const [kind, [html, about]] of Object.entries(pages)) {
      expect(html).toContain(words.problems[kind as keyof typeof pages](about));
      expect(html).not.toContain('<span lang="en">');
    }
  });

  it("has its theme switched from any page, which stays open", async () => {
    const { visitor } = await open();
    const page = await visitor.post("/dashboard/preferences", {
      theme: "dark",
      next: "/dashboard/usage?by=tool",
    });
    expect(page.html).toContain('data-theme="dark"');
    expect(page.text).toContain("Usage by tool");
  });

  it.each([
    ["es", es],
    ["pt-BR", ptBr],
  ])("has words of its own in %s: none is left in English by oversight", (_, words) => {
    const kept = Object.entries(en).filter(
      ([name, value]) =>
        typeof value === "string" && value.includes(" ") && Object(words)[name] === value,
    );
    expect(kept).toEqual([]);
  });
});

const probe = `"'><img src=x onerror=alert(1)></script><script>alert(2)</script>`;

describe("what an agent writes", () => {
  it("is shown as text on every page", async () => {
    const { visitor, sessionId: own, execute, call } = await open(askAbove);
    const { body: session } = await call("POST", "/v1/sessions", {
      user_id: probe,
      servers: ["stripe", "stark-bank"],
      metadata: { note: probe },
    });
    const origin = { id: probe, run_id: probe, framework: probe.slice(0, 60), traceparent: probe };
    const run = (tool: string, input: unknown) =>
      call("POST", `/v1/sessions/${session.id}/execute`, { tool, input, tool_call: origin });
    const paid = await run("codespar_pay", {
      amount: 10,
      description: probe,
      customer_name: probe,
    });
    const asked = await run("codespar_pay", {
      amount: 5_000,
      method: "transfer",
      recipient: probe,
      description: probe,
    });
    const unknown = await run(probe, { [probe]: probe });
    await execute(own, "codespar_pay", { amount: 10 });
    await call("POST", "/v1/connections", {
      server_id: "stripe",
      user_id: probe,
      secret: "sk_test_1",
      display_name: probe,
    });
    await call("POST", "/v1/projects", { name: probe, slug: "probe" });
    await call("POST", "/v1/api-keys", { name: probe });
    const approval = asked.body.data.approval_id;
    expect(approval).toMatch(/^apr_/);
    const query = encodeURIComponent(probe);
    let seen = 0;
    for (const path of [
      "",
      "/sessions",
      `/sessions?user=${query}&status=${query}&before=`,
      `/sessions/${session.id}`,
      `/sessions/${session.id}/servers`,
      `/calls/${paid.body.tool_call_id}`,
      `/calls/${unknown.body.tool_call_id}`,
      "/approvals",
      `/approvals/${approval}`,
      "/connections",
      `/connections/new?server=stripe&user=${query}`,
      `/usage?by=tool&from=${query}`,
      "/usage?by=project",
      `/audit?text=${query}&tool=${query}`,
      "/audit",
      "/keys",
      "/policy",
      `/preferences?saved=${query}`,
      `/${query}`,
      `/sign-in?next=${query}`,
    ]) {
      const { html } = await visitor.get(`/dashboard${path}`);
      expect(html.includes("<img"), path).toBe(false);
      expect(html.includes("<script>"), path).toBe(false);
      expect(/="[^"]*"'>/.test(html), path).toBe(false);
      if (html.includes("&lt;img")) seen += 1;
    }
    expect(seen).toBeGreaterThan(12);
  });
});
