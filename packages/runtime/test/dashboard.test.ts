import { describe, expect, it } from "vitest";

import { openDashboard } from "./open-dashboard.ts";
import { openRuntime } from "./open-runtime.ts";
import { as, keys, openTenants, projects } from "./open-tenants.ts";

const cookieName = "codespar_dashboard";
const hourMs = 3_600_000;

describe("signing in", () => {
  it("asks for a key, and leads to the page that was asked for", async () => {
    const { runtime } = openRuntime();
    const visitor = openDashboard(runtime);
    const asked = await visitor.get("/dashboard/usage?by=tool");
    expect(asked.text).toContain("Use an API key of this runtime");
    expect(asked.html).toContain('value="/dashboard/usage?by=tool"');
    const page = await visitor.signIn(runtime.apiKey);
    expect([page.status, page.text.includes("Calls per minute")]).toEqual([200, true]);
  });

  it("keeps the key out of the cookie, which no script and no other site can use", async () => {
    const { runtime } = openRuntime();
    const visitor = openDashboard(runtime, "https://codespar.test");
    await visitor.get("/dashboard/sign-in");
    const csrf = visitor.cookies.get("codespar_visitor");
    expect(csrf).toMatch(/^web_/);
    await visitor.signIn(runtime.apiKey);
    const value = visitor.cookies.get(cookieName) ?? "";
    expect(value).toMatch(/^key_[a-z0-9]+\.prj_/);
    expect(value).not.toContain(runtime.apiKey.slice(9));
    const again = openDashboard(runtime, "https://codespar.test");
    const { html } = await again.get("/dashboard/sign-in");
    const token = /name="csrf" value="([0-9a-f]+)"/.exec(html)?.[1] ?? "";
    const response = await runtime.fetch("https://codespar.test/dashboard/sign-in", {
      method: "POST",
      headers: {
        "Content-Type": "application/x-www-form-urlencoded",
        Cookie: `codespar_visitor=${again.cookies.get("codespar_visitor")}`,
      },
      body: new URLSearchParams({ csrf: token, key: runtime.apiKey }).toString(),
    });
    const [cookie = ""] = response.headers.getSetCookie();
    for (const part of ["HttpOnly", "SameSite=Strict", "Secure", "Path=/dashboard"]) {
      expect(cookie).toContain(part);
    }
  });

  it("refuses unknown and expired keys alike, and stops who tries one again and again", async () => {
    const { runtime, clock } = await openTenants();
    const visitor = openDashboard(runtime);
    const wrong = "csk_test_wrongwrongwrongwrong";
    for (const key of [keys.expired, wrong, wrong, wrong, wrong]) {
      const page = await visitor.signIn(key);
      expect([page.status, page.text.includes("not known here")]).toEqual([401, true]);
    }
    expect((await visitor.signIn(wrong)).status).toBe(401);
    const stopped = await visitor.signIn(wrong);
    expect([stopped.status, stopped.headers.get("retry-after")]).toEqual([429, "60"]);
    expect((await visitor.signIn(keys.a)).status).toBe(200);
    clock.advance(61_000);
    expect((await openDashboard(runtime).signIn(wrong)).status).toBe(401);
  });

  it("lets nobody be kept out by a stranger who tries many keys", async () => {
    const { runtime } = await openTenants();
    const stranger = openDashboard(runtime);
    for (let tried = 100; tried < 220; tried += 1) await stranger.signIn(`csk_test_guess${tried}`);
    expect((await openDashboard(runtime).signIn(keys.a)).status).toBe(200);
  });

  it("ends after eight hours, by signing out, and with the key", async () => {
    const { runtime, clock, call } = await openTenants();
    const visitor = openDashboard(runtime);
    await visitor.signIn(keys.a);
    clock.advance(8 * hourMs - 1);
    expect((await visitor.get("/dashboard")).text).toContain("Calls per minute");
    clock.advance(1);
    expect((await visitor.get("/dashboard")).text).toContain("Use an API key");
    await visitor.signIn(keys.a);
    const [kept, other] = [openDashboard(runtime), openDashboard(runtime)];
    kept.cookies.set(cookieName, visitor.cookies.get(cookieName) ?? "");
    await other.signIn(keys.a);
    expect((await visitor.post("/dashboard/sign-out")).text).toContain("Use an API key");
    expect(visitor.cookies.has(cookieName)).toBe(false);
    expect((await kept.get("/dashboard")).text).toContain("Use an API key");
    expect((await other.get("/dashboard")).text).toContain("Calls per minute");
    await visitor.signIn(keys.a);
    const own = (await call("GET", "/v1/whoami", undefined, as(keys.a))).body.key.id;
    await call("DELETE", `/v1/api-keys/${own}`, undefined, as(keys.a));
    expect((await visitor.get("/dashboard")).text).toContain("Use an API key");
  });

  it("believes no cookie that it did not write", async () => {
    const { runtime } = await openTenants();
    const visitor = openDashboard(runtime);
    await visitor.signIn(keys.a);
    const token = visitor.cookies.get(cookieName) ?? "";
    for (const forged of [
      token.replace(projects.a, projects.b),
      token.replace(/\.(\d+)\./, (_, ms: string) => `.${Number(ms) + hourMs}.`),
      `${token.slice(0, -1)}${token.endsWith("0") ? "1" : "0"}`,
      "",
    ]) {
      visitor.cookies.set(cookieName, forged);
      expect((await visitor.get("/dashboard")).text, forged).toContain("Use an API key");
    }
  });

  it("leads nowhere else afterwards", async () => {
    const { runtime } = openRuntime();
    const visitor = openDashboard(runtime);
    for (const next of ["https://evil.test/", "//evil.test/dashboard", "/dashboard\\@evil.test"]) {
      const { html } = await visitor.get(`/dashboard/sign-in?next=${encodeURIComponent(next)}`);
      expect(html).toContain('name="next" value="/dashboard"');
    }
  });
});

describe("every page", () => {
  it("may load only this runtime's own files, and be kept or framed by nobody", async () => {
    const { runtime } = openRuntime();
    const visitor = openDashboard(runtime);
    const paths = ["", "/sessions", "/approvals", "/connections", "/usage", "/audit", "/policy"];
    await visitor.signIn(runtime.apiKey);
    for (const path of [...paths, "/keys", "/preferences", "/nowhere"]) {
      const { headers, html } = await visitor.get(`/dashboard${path}`);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe");
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("same-origin");
      expect(html).not.toMatch(/<script(?![^>]* src="\/dashboard\/)|<style|\sstyle="|\son\w+="/);
    }
  });

  it("loads files that browsers may keep for good, under an address that changes with them", async () => {
    const { runtime } = openRuntime();
    const visitor = openDashboard(runtime);
    const { html } = await visitor.signIn(runtime.apiKey);
    const files = [...html.matchAll(/(?:src|href)="(\/dashboard\/assets\/[^"]+)"/g)];
    expect(files.map(([, path = ""]) => path.split("/").at(-1)).toSorted()).toEqual([
      "dashboard.css",
      "dashboard.js",
      "htmx.js",
      "icon.svg",
      "uplot.css",
      "uplot.js",
    ]);
    for (const [, path = ""] of files) {
      const file = await openDashboard(runtime).get(path);
      expect(file.status).toBe(200);
      expect(file.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
      const old = path.replace(/assets\/\w+/, "assets/0123456789abcdef");
      expect((await visitor.get(old)).status).toBe(404);
    }
  });

  it("comes with the cookie when a link on another site led to it", async () => {
    const { runtime } = openRuntime();
    const visitor = openDashboard(runtime);
    const { html } = await visitor.get("/dashboard/approvals?all", {
      "Sec-Fetch-Site": "cross-site",
    });
    expect(html).toContain('http-equiv="refresh" content="0;url=/dashboard/approvals?all"');
  });

  it("has its parts shown by no page of another key or project that was opened before", async () => {
    const { runtime } = await openTenants();
    const visitor = openDashboard(runtime);
    await visitor.signIn(keys.a);
    const { html } = await visitor.get("/dashboard/approvals");
    const [, quoted = ""] = /hx-headers="([^"]+)"/.exec(html) ?? [];
    const headers = JSON.parse(quoted.replaceAll("&quot;", '"'));
    expect((await visitor.get("/dashboard/approvals", headers)).status).toBe(200);
    await visitor.signIn(keys.live);
    const page = await visitor.get("/dashboard/approvals", headers);
    expect([page.status, page.html, page.headers.get("hx-refresh")]).toEqual([409, "", "true"]);
  });

  it("tells a script that nobody is signed in any more, and comes back to the page", async () => {
    const { runtime } = openRuntime();
    const page = await openDashboard(runtime).get("/dashboard/sessions/ses_1/servers", {
      "HX-Request": "true",
      "HX-Current-URL": "https://agents.example/dashboard/sessions/ses_1?before=2",
    });
    const back = encodeURIComponent("/dashboard/sessions/ses_1?before=2");
    const target = `/dashboard/sign-in?next=${back}`;
    expect([page.status, page.headers.get("hx-redirect")]).toEqual([401, target]);
  });
});

describe("a form", () => {
  it("does nothing without the token of the browser that it was shown to", async () => {
    const { runtime, call } = await openTenants();
    const [own, other] = [openDashboard(runtime), openDashboard(runtime)];
    await own.signIn(keys.a);
    const { html } = await other.signIn(keys.a);
    const foreign = /name="csrf" value="([0-9a-f]+)"/.exec(html)?.[1] ?? "";
    const { body } = await call("POST", "/v1/sessions", { user_id: "u", servers: [] }, as(keys.a));
    const close = `/dashboard/sessions/${body.id}/close`;
    const json = { "Content-Type": "application/json" };
    const refused = [
      await own.post(close, { csrf: "" }),
      await own.post(close, { csrf: foreign }),
      await own.post(close, {}, { Origin: "https://evil.test" }),
      await own.post(close, {}, { Origin: "null" }),
      await own.post(close, {}, { "Sec-Fetch-Site": "cross-site" }),
      await own.post(close, {}, { "Sec-Fetch-Site": "same-site" }),
      await own.post(close, {}, json),
    ];
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 403));
    const session = await call("GET", `/v1/sessions/${body.id}`, undefined, as(keys.a));
    expect(session.body.status).toBe("active");
    await own.get("/dashboard/sessions");
    const closed = await own.post(close, {}, { Origin: "http://codespar.test" });
    expect([closed.status, closed.text.includes("Closed")]).toEqual([200, true]);
  });

  it("of signing in needs one too", async () => {
    const { runtime } = openRuntime();
    const visitor = openDashboard(runtime);
    const page = await visitor.post("/dashboard/sign-in", { key: runtime.apiKey });
    expect([page.status, visitor.cookies.has(cookieName)]).toEqual([403, false]);
  });
});

const actions = [
  ["/sessions/ses_x/close", "sessions:write"],
  ["/calls/tc_x/resolve", "approvals:write"],
  ["/approvals/apr_x", "approvals:write"],
  ["/connections", "sessions:write"],
  ["/connections/con_x/disconnect", "sessions:write"],
  ["/audit/verify", "audit:read"],
  ["/keys", "keys:write"],
  ["/keys/key_x/revoke", "keys:write"],
  ["/projects", "projects:write"],
  ["/policy", "policies:read"],
] as const;

describe("a key with one scope", () => {
  it("sees its pages, and is told which scope the others need", async () => {
    const { runtime } = await openTenants();
    const visitor = openDashboard(runtime);
    await visitor.signIn(keys.reader);
    expect((await visitor.get("/dashboard/sessions")).status).toBe(200);
    const pages = [
      ["", "usage:read"],
      ["/approvals", "approvals:read"],
      ["/usage", "usage:read"],
      ["/usage.csv", "usage:read"],
      ["/audit", "audit:read"],
      ["/audit/export", "audit:read"],
      ["/keys", "projects:read"],
      ["/policy", "policies:read"],
    ] as const;
    for (const [path, scope] of pages) {
      const page = await visitor.get(`/dashboard${path}`);
      expect([path, page.status, page.text.includes(`lacks the scope ${scope}`)]).toEqual([
        path,
        403,
        true,
      ]);
    }
  });

  it.each(actions)("cannot do %s, which needs %s", async (path, scope) => {
    const { runtime } = await openTenants();
    const visitor = openDashboard(runtime);
    await visitor.signIn(keys.reader);
    const page = await visitor.post(`/dashboard${path}`, { name: "x", decision: "approve" });
    expect([page.status, page.text.includes(`lacks the scope ${scope}`)]).toEqual([403, true]);
  });

  it("reads a session without what was said in it", async () => {
    const { runtime, call } = await openTenants();
    const { body } = await call(
      "POST",
      "/v1/sessions",
      { user_id: "u", servers: ["stripe"] },
      as(keys.a),
    );
    const input = { tool: "codespar_pay", input: { amount: 4_321 } };
    const paid = await call("POST", `/v1/sessions/${body.id}/execute`, input, as(keys.a));
    const visitor = openDashboard(runtime);
    await visitor.signIn(keys.reader);
    for (const path of [`sessions/${body.id}`, `calls/${paid.body.tool_call_id}`]) {
      const page = await visitor.get(`/dashboard/${path}`);
      expect([page.status, page.text.includes("lacks the scope audit:read")]).toEqual([200, true]);
      expect(page.html).not.toContain("4321");
    }
  });
});

describe("another tenant", () => {
  it("finds none of a project's things, and can do nothing to them", async () => {
    const { runtime, call } = await openTenants();
    const own = (method: string, path: string, body?: unknown) =>
      call(method, path, body, as(keys.a));
    const policy = {
      approvals: [{ above: { currency: "BRL", amount_minor: 1_000 } }],
    };
    await call("PUT", `/v1/projects/${projects.a}/policy`, policy, as(keys.live));
    const { body: session } = await own("POST", "/v1/sessions", {
      user_id: "secret-user",
      servers: ["stripe"],
    });
    const pay = (amount: number) =>
      own("POST", `/v1/sessions/${session.id}/execute`, {
        tool: "codespar_pay",
        input: { amount },
      });
    const paid = (await pay(500)).body.tool_call_id;
    const refused = (await pay(5_000)).body;
    const account = await own("POST", "/v1/connections", {
      server_id: "stripe",
      user_id: "secret-user",
      secret: "sk_test_1",
    });
    const key = (await own("GET", "/v1/whoami")).body.key.id;
    const [visitor, owner] = [openDashboard(runtime), openDashboard(runtime)];
    await visitor.signIn(keys.b);
    await owner.signIn(keys.a);
    for (const path of [
      `sessions/${session.id}`,
      `sessions/${session.id}/servers`,
      `sessions?before=${session.id}`,
      `calls/${paid}`,
      `calls/${refused.tool_call_id}`,
      `approvals/${refused.data.approval_id}`,
    ]) {
      expect([path, (await visitor.get(`/dashboard/${path}`)).status]).toEqual([path, 404]);
      expect([path, (await owner.get(`/dashboard/${path}`)).status]).toEqual([path, 200]);
    }
    for (const [path, fields] of [
      [`sessions/${session.id}/close`, {}],
      [`calls/${paid}/resolve`, { outcome: "executed", reason: "x" }],
      [`approvals/${refused.data.approval_id}`, { decision: "approve" }],
      [`connections/${account.body.id}/disconnect`, {}],
      [`keys/${key}/revoke`, {}],
      ["project", { project: projects.a }],
    ] as const) {
      expect([path, (await visitor.post(`/dashboard/${path}`, fields)).status]).toEqual([
        path,
        404,
      ]);
    }
    const lists = ["", "/sessions", "/approvals?all", "/connections", "/usage?by=tool", "/audit"];
    for (const path of [...lists, "/keys", "/policy", "/audit/export", "/usage.csv?by=project"]) {
      const { html } = await visitor.get(`/dashboard${path}`);
      for (const foreign of ["secret-user", session.id, paid, key, projects.a]) {
        expect(html.includes(foreign), `${path} has ${foreign}`).toBe(false);
      }
    }
    expect((await own("GET", `/v1/sessions/${session.id}`)).body.status).toBe("active");
  });

  it("is also the same project's live key: it finds no test session", async () => {
    const { runtime, call } = await openTenants();
    const { body } = await call("POST", "/v1/sessions", { user_id: "u", servers: [] }, as(keys.a));
    const path = `/v1/sessions/${body.id}/execute`;
    const refused = await call("POST", path, { tool: "nothing", input: {} }, as(keys.a));
    const visitor = openDashboard(runtime);
    await visitor.signIn(keys.live);
    expect((await visitor.get(`/dashboard/sessions/${body.id}`)).status).toBe(404);
    const callPath = `/dashboard/calls/${refused.body.tool_call_id}`;
    expect((await visitor.get(callPath)).status).toBe(404);
    await visitor.signIn(keys.a);
    expect((await visitor.get(callPath)).status).toBe(200);
  });
});
