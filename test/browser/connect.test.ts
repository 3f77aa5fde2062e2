/** What a person sees who connects a server, in a real browser over a socket. */
import { createRuntime, type Runtime } from "@codespar/runtime";
import { type ServedRuntime, serve } from "@codespar/runtime/node";
import { CodeSpar, type Session } from "@codespar/sdk";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { hasBrowser, openBrowser } from "./open-browser.ts";

describe.runIf(hasBrowser)("connecting a server in a browser", () => {
  let runtime: Runtime;
  let served: ServedRuntime;
  let codespar: CodeSpar;
  let browser: Browser;

  beforeAll(async () => {
    runtime = createRuntime();
    served = await serve(runtime, { port: 0 });
    codespar = new CodeSpar({ apiKey: runtime.apiKey, baseUrl: served.url });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
  });

  async function openSession(): Promise<Session> {
    return codespar.create(`user_${crypto.randomUUID()}`, {
      servers: ["stripe", "mercadopago"],
      manageConnections: { accounts: "user" },
    });
  }

  async function openPage(url: string, width = 1024): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    await page.goto(url);
    return page;
  }

  it("asks for consent, comes back, and the server's tools are there", async () => {
    const session = await openSession();
    const before = await session.tools();
    const auth = await session.authorize("mercadopago");
    expect(auth).toMatchObject({ connected: false, state: expect.any(String) });
    const page = await openPage(auth.redirectUrl ?? "");
    expect(await page.textContent("h1")).toContain("Mercado Pago");
    await page.getByRole("button", { name: "Allow" }).click();
    await page.getByRole("heading", { name: "Mercado Pago is connected" }).waitFor();
    const connections = await session.connections();
    expect(connections).toMatchObject([{ connected: false }, { connected: true }]);
    const tools = await session.tools();
    expect(tools.length - before.length).toBe(6);
    expect(await session.authorize("mercadopago")).toEqual({ connected: true });
  });

  it("says that it is connected also after a double click, and when it is loaded again", async () => {
    const session = await openSession();
    const auth = await session.authorize("mercadopago");
    const page = await openPage(auth.redirectUrl ?? "");
    await page.getByRole("button", { name: "Allow" }).dblclick();
    const heading = page.getByRole("heading", { name: "Mercado Pago is connected" });
    await heading.waitFor();
    await page.reload();
    await heading.waitFor();
  });

  it("leads from the hosted page to consent, and back to the application", async () => {
    const session = await openSession();
    const [, mercadopago] = await session.connections();
    const page = await openPage(mercadopago?.redirectUrl ?? "");
    expect(page.url()).toContain("/sandbox/oauth/");
    await page.getByRole("button", { name: "Deny" }).click();
    expect(await page.textContent("main")).toContain("Access was not allowed");

    const redirectUrl = `${served.url}/healthz`;
    const { redirectUrl: url } = await session.authorize("mercadopago", { redirectUrl });
    await page.goto(url ?? "");
    await page.getByRole("button", { name: "Allow" }).click();
    await page.waitForURL(/\/healthz\?server=mercadopago&connected=true$/);
  });

  it("takes a server's secrets by keyboard on a narrow screen, and says when they are wrong", async () => {
    const session = await openSession();
    const [stripe] = await session.connections();
    const page = await openPage(stripe?.redirectUrl ?? "", 360);
    const field = page.getByLabel("Secret key");
    await field.fill("invalid");
    await field.press("Enter");
    expect(await page.getByRole("alert").textContent()).toContain("does not accept");
    // It is read out: it has the focus, and the field comes next.
    expect(await page.evaluate("document.activeElement.getAttribute('role')")).toBe("alert");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.type")).toBe("password");
    await page.getByLabel("Secret key").fill("sk_test_1");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Stripe is connected" }).waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
    expect((await session.connection("stripe")).connected).toBe(true);
  });

  it("waits in create until the user has connected", async () => {
    const session = await codespar.create("user_waits", {
      servers: ["mercadopago"],
      manageConnections: {
        accounts: "user",
        waitForConnections: true,
        timeout: 30_000,
        onPending: ([mercadopago]) => void connect(mercadopago?.redirectUrl ?? ""),
      },
    });
    expect(session.servers).toMatchObject([{ id: "mercadopago", status: "connected" }]);

    async function connect(url: string): Promise<void> {
      const page = await openPage(url);
      await page.getByRole("button", { name: "Allow" }).click();
    }
  });

  it("shows what an agent wrote as text, never as markup", async () => {
    const session = await openSession();
    const { redirectUrl = "" } = await session.authorize("mercadopago", {
      scopes: ["<img src=x onerror=alert(1)>"],
    });
    const page = await openPage(redirectUrl);
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.textContent("main")).toContain("onerror=alert(1)");
  });
});
