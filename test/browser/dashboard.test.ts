/** What a person sees and does in the dashboard, in a real browser over a socket. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

import { createRuntime, type Runtime } from "@codespar/runtime";
import { type ServedRuntime, serve } from "@codespar/runtime/node";
import { CodeSpar, type Session } from "@codespar/sdk";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { hasBrowser, openBrowser } from "./open-browser.ts";
import { openDashboard, type SignedIn } from "./open-dashboard.ts";

const probe = `"'><img src=x onerror=alert(1)></script><script>alert(2)</script>`;
const waitMs = 30_000;

describe.runIf(hasBrowser)("the dashboard in a browser", () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "codespar-")), "store.db");
  let runtime: Runtime;
  let served: ServedRuntime;
  let codespar: CodeSpar;
  let browser: Browser;
  let session: Session;

  async function api(method: string, route: string, body?: unknown): Promise<any> {
    const response = await fetch(`${served.url}${route}`, {
      method,
      headers: { Authorization: `Bearer ${runtime.apiKey}`, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return response.json();
  }

  const signIn = (options?: BrowserContextOptions): Promise<SignedIn> =>
    openDashboard({ browser, runtime, url: served.url }, options);

  async function open(page: Page, route: string): Promise<void> {
    await page.goto(`${served.url}/dashboard${route}`);
  }

  beforeAll(async () => {
    runtime = createRuntime({ store: file, callTimeoutMs: 300 });
    served = await serve(runtime, { port: 0 });
    codespar = new CodeSpar({ apiKey: runtime.apiKey, baseUrl: served.url });
    browser = await openBrowser();
    const { data } = await api("GET", "/v1/projects");
    await api("PUT", `/v1/projects/${data[0].id}/policy`, {
      approvals: [{ above: { currency: "BRL", amount_minor: 100_000 } }],
    });
    session = await codespar.create("ana", {
      servers: ["stripe", "mercadopago", "stark-bank"],
      metadata: { note: probe.slice(0, 60) },
    });
    await session.execute("codespar_pay", { amount: 1_250, method: "pix", description: probe });
  }, waitMs);
  afterAll(async () => {
    await browser.close();
    await served.close();
  });

  it(
    "approves a call by keyboard alone, and the agent that waits goes on",
    async () => {
      const { page } = await signIn();
      await open(page, "/approvals");
      await page.getByText("Nothing waits for you").waitFor();
      const waiting = session.execute(
        "codespar_pay",
        { amount: 250_050, method: "transfer", recipient: "ana@pix.example" },
        { approvalTimeoutMs: waitMs },
      );
      // It appears by itself.
      await page.getByRole("heading", { name: /wants to move R\$2,500\.50/ }).waitFor();
      const pressed: string[] = [];
      for (let presses = 0; presses < 40; presses += 1) {
        await page.keyboard.press("Tab");
        const id = await page.evaluate<string>("document.activeElement.id");
        if (id !== "") pressed.push(id.replace(/-apr_.*/, ""));
        if (id.startsWith("reason-")) await page.keyboard.type("Known supplier");
        if (id.startsWith("approve-")) break;
      }
      expect(pressed.slice(-2)).toEqual(["reason", "approve"]);
      await page.keyboard.press("Enter");
      await page.getByRole("status").getByText("Approved: An agent wants to move").waitFor();
      // What came of it has the focus, so that it is read out.
      expect(await page.evaluate("document.activeElement.className")).toContain("notice");
      const result = await waiting;
      expect(result).toMatchObject({ success: true, data: { amount: 250_050 } });
      const { data } = await api("GET", "/v1/audit?tool=codespar_pay");
      expect(data.map(({ decision }: { decision: string }) => decision)).toContain(
        "approved: Known supplier",
      );
    },
    waitMs,
  );

  it(
    "keeps what somebody types while the inbox is asked for again",
    async () => {
      const { page } = await signIn();
      await session.execute("codespar_pay", { amount: 300_000, description: "first" });
      await open(page, "/approvals");
      const reason = page.getByLabel("Reason").first();
      await reason.fill("I am still typ");
      await session.execute("codespar_pay", { amount: 400_000, description: "second" });
      await page.getByRole("heading", { name: /R\$4,000\.00/ }).waitFor();
      await page.keyboard.type("ing");
      const values = await page
        .getByLabel("Reason")
        .evaluateAll((fields: any[]) => fields.map(({ value }) => value));
      expect(values.filter((value) => value !== "")).toEqual(["I am still typing"]);
      const article = page.getByRole("article").filter({ hasText: "R$3,000.00" });
      expect(await article.getByLabel("Reason").inputValue()).toBe("I am still typing");
    },
    waitMs,
  );

  it(
    "decides nothing by a click on a button that has just come under the pointer",
    async () => {
      const { page } = await signIn();
      await session.execute("codespar_pay", { amount: 510_000 });
      await open(page, "/approvals");
      const approve = page.locator(".decision .primary").first();
      const { x, y } = (await approve.boundingBox()) ?? { x: 0, y: 0 };
      // The click comes with the very change that moves the buttons.
      await page.evaluate(`document.addEventListener("htmx:after:swap", () => {
        const click = new MouseEvent("click", { bubbles: true, cancelable: true, detail: 1 });
        if (document.body.textContent.includes("R$5,200.00")) {
          document.elementFromPoint(${x + 5}, ${y + 5}).dispatchEvent(click);
          document.body.dataset.clicked = "";
        }
      })`);
      const { data } = await session.execute("codespar_pay", { amount: 520_000 });
      await page.locator("body[data-clicked]").waitFor();
      const asked = await api("GET", `/v1/approvals/${String(data["approval_id"])}`);
      expect([asked.status, page.url()]).toEqual(["pending", `${served.url}/dashboard/approvals`]);
      // Keys are pressed on the button that has the focus, wherever it is now.
      await approve.press("Enter");
      await page.getByText("Approved: An agent wants to move R$5,200.00").waitFor();
    },
    waitMs,
  );

  it(
    "connects an account by consent, reconnects it, and disconnects it",
    async () => {
      const { page } = await signIn();
      await open(page, "/connections");
      await page.getByLabel("Server").selectOption("mercadopago");
      await page.getByLabel("User").fill("bruno");
      await page.getByRole("button", { name: "Connect" }).click();
      await page.getByRole("link", { name: "Continue to Mercado Pago" }).click();
      expect(page.url()).toContain("/sandbox/oauth/");
      await page.getByRole("button", { name: "Allow" }).click();
      await page.getByText("The account is connected.").waitFor();
      const row = page.getByRole("row").filter({ hasText: "bruno" });
      expect(await row.textContent()).toContain("OAuth");
      await row.getByRole("link", { name: "Reconnect" }).click();
      await page.getByRole("link", { name: "Continue to Mercado Pago" }).click();
      await page.getByRole("button", { name: "Deny" }).click();
      await page.getByText("Nothing was connected").waitFor();
      await row.getByText("Disconnect").first().click();
      await row.getByRole("button", { name: "Disconnect" }).click();
      await page.getByText("its secrets are gone").waitFor();
    },
    waitMs,
  );

  it(
    "follows a session live, and shows its tools with what they take",
    async () => {
      const { page } = await signIn();
      await open(page, `/sessions/${session.id}`);
      await page.getByText("tools with their schemas").click();
      await page.locator(".tools summary").filter({ hasText: "codespar_pay" }).click();
      await page
        .locator(".tools details[open] pre", { hasText: '"exclusiveMinimum": 0' })
        .waitFor();
      await session.execute("tool_that_came_later", {});
      await page.getByText("tool_that_came_later").first().waitFor();
    },
    waitMs,
  );

  it(
    "draws its charts, and says when the runtime does not answer",
    async () => {
      const { page, problems } = await signIn();
      await page.locator(".plot canvas").nth(1).waitFor();
      expect(problems).toEqual([]);
      await page.route("**/dashboard", (route) => route.abort());
      await page.getByText("the runtime does not answer").waitFor();
    },
    waitMs,
  );

  it(
    "prints what happened whole, black on white, with nothing to press",
    async () => {
      const { data } = await session.execute("codespar_pay", { amount: 640_000 });
      const { page } = await signIn({ colorScheme: "dark", timezoneId: "America/Sao_Paulo" });
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      for (const route of ["/audit", `/approvals/${String(data["approval_id"])}`]) {
        await open(page, route);
        expect(await page.locator("nav:visible, button:visible, input:visible").count()).toBe(0);
        const [ink, paper] = await page.evaluate<readonly string[]>(
          "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]",
        );
        expect([ink, paper]).toEqual(["rgb(0, 0, 0)", "rgb(255, 255, 255)"]);
        expect(await page.locator(".printed").innerText()).toMatch(
          new RegExp(`prj_\\w+.* · Test · Time zone: America/Sao_Paulo · /dashboard${route}$`),
        );
      }
      await open(page, "/usage?by=tool");
      expect(await page.locator("tbody tr:visible, .button:visible").count()).toBe(1);
      await open(page, "/audit");
      const hash = page.locator("td .cut").first();
      expect(await hash.innerText()).toMatch(/^[0-9a-f]{64}$/);
      expect(await hash.evaluate((code) => code.scrollWidth - code.clientWidth)).toBe(0);
    },
    waitMs,
  );

  it(
    "decides once by a double click, and says what was decided",
    async () => {
      const { page } = await signIn();
      await session.execute("codespar_pay", { amount: 530_000 });
      await open(page, "/approvals");
      const card = page.getByRole("article").filter({ hasText: "R$5,300.00" });
      await card.getByRole("button", { name: "Approve" }).dblclick();
      await page.getByText("Approved: An agent wants to move R$5,300.00").waitFor();
      await open(page, "/keys");
      await page.getByLabel("New project").fill("Shop");
      await page.getByRole("button", { name: "Create", exact: true }).dblclick();
      await page.getByRole("cell", { name: "Shop" }).waitFor();
    },
    waitMs,
  );

  it(
    "goes to another project when somebody says so, not while they choose",
    async () => {
      for (const name of ["Bakery", "Books"]) await api("POST", "/v1/projects", { name });
      const { page } = await signIn();
      const choice = page.getByLabel("Project", { exact: true });
      await choice.focus();
      await choice.selectOption({ label: "Bakery" });
      await choice.selectOption({ label: "Books" });
      expect(await choice.locator("option:checked").textContent()).toBe("Books");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.getByText("0 calls in this time", { exact: true }).waitFor();
      const chosen = page.locator("#project option:checked");
      expect(await chosen.textContent()).toBe("Books");
    },
    waitMs,
  );

  it(
    "shows on a narrow screen where in the menu one is",
    async () => {
      const { page } = await signIn({ viewport: { width: 375, height: 740 }, locale: "pt-BR" });
      await open(page, "/audit");
      const place = await page.locator(".menu [aria-current]").boundingBox();
      expect(place?.x).toBeGreaterThanOrEqual(0);
      expect((place?.x ?? 0) + (place?.width ?? 375)).toBeLessThanOrEqual(375);
      expect(await page.locator("tbody").textContent()).toContain("Permitida");
      expect(await page.evaluate("scrollY")).toBe(0);
    },
    waitMs,
  );

  it(
    "works without scripts",
    async () => {
      const { page } = await signIn({ javaScriptEnabled: false });
      const asked = await session.execute("codespar_pay", { amount: 777_700 });
      expect(asked.error_code).toBe("approval_required");
      await open(page, "/approvals");
      const card = page.getByRole("article").filter({ hasText: "R$7,777.00" });
      await card.getByRole("button", { name: "Deny" }).click();
      await page.getByText("Denied: An agent wants to move R$7,777.00").waitFor();
      await open(page, "/audit");
      await page.getByRole("button", { name: "Verify the chain" }).click();
      await page.getByText("The whole chain holds").waitFor();
    },
    waitMs,
  );

  it(
    "shows what agents write as text everywhere, and its policy stops nothing of its own",
    async () => {
      const hostile = await codespar.create(probe, { servers: ["stripe", "stark-bank"] });
      const paid = await hostile.execute("codespar_pay", { amount: 10, description: probe });
      const asked = await hostile.execute("codespar_pay", {
        amount: 900_000,
        method: "transfer",
        recipient: probe,
      });
      await hostile.execute(probe, { [probe]: probe });
      await api("POST", "/v1/connections", { server_id: "stripe", user_id: probe, secret: "sk_1" });
      const { page, problems } = await signIn();
      for (const route of [
        "",
        "/sessions",
        `/sessions/${hostile.id}`,
        `/calls/${paid.tool_call_id}`,
        "/approvals",
        `/approvals/${String(asked.data["approval_id"])}`,
        "/connections",
        "/usage?by=tool",
        "/audit",
        "/policy",
      ]) {
        await open(page, route);
        await page.waitForLoadState("networkidle");
        expect([route, await page.locator("img").count()]).toEqual([route, 0]);
        expect([route, await page.locator("script:not([src])").count()]).toEqual([route, 0]);
      }
      expect(await page.locator("main").textContent()).not.toBe("");
      expect(problems).toEqual([]);
    },
    waitMs,
  );

  it("verifies the chain step by step, and finds a row that was changed in the file", async () => {
    for (let round = 0; round < 11; round += 1) {
      const calls = Array.from({ length: 100 }, () => session.execute("codespar_list_tools", {}));
      await Promise.all(calls);
    }
    const { page } = await signIn();
    const steps: string[] = [];
    page.on("response", (response) => {
      if (response.url().endsWith("/verify")) {
        void response.text().then((text) => steps.push(text));
      }
    });
    await open(page, "/audit");
    const verify = page.getByRole("button", { name: "Verify the chain" });
    await verify.click();
    await page.getByText(/The whole chain holds: 2,\d+ entries/).waitFor();
    expect(steps.length).toBeGreaterThan(1);
    expect(steps[0]).toContain('<progress id="verified"');

    const database = new DatabaseSync(file);
    database.exec("update audit_entries set input = '{\"amount\":1}' where seq = 1");
    database.close();
    await verify.click();
    await page.getByText("The chain is broken at entry 1.").waitFor();
    expect(await page.getByRole("alert").textContent()).toContain("the input was changed");
    await page.getByRole("alert").getByRole("link").click();
    await page.waitForURL(/\/audit\?before=2$/);
    const [row, ...others] = await page.locator("tbody tr").allTextContents();
    expect([row?.trim().startsWith("1"), others]).toEqual([true, []]);
  }, 60_000);
});
