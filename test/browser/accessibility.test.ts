/** Every page of the dashboard, and those that users are sent to, by the rules of axe. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { createRuntime, type Runtime } from "@codespar/runtime";
import { type ServedRuntime, serve } from "@codespar/runtime/node";
import { CodeSpar, type Session } from "@codespar/sdk";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { hasBrowser, openBrowser } from "./open-browser.ts";
import { openDashboard } from "./open-dashboard.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

describe.runIf(hasBrowser)("every page", () => {
  let runtime: Runtime;
  let served: ServedRuntime;
  let codespar: CodeSpar;
  let browser: Browser;
  let session: Session;
  let routes: readonly string[];

  beforeAll(async () => {
    runtime = createRuntime({ callTimeoutMs: 300 });
    served = await serve(runtime, { port: 0 });
    codespar = new CodeSpar({ apiKey: runtime.apiKey, baseUrl: served.url });
    browser = await openBrowser();
    session = await codespar.create("ana", {
      servers: ["stripe", "mercadopago"],
      policy: { approvals: [{ above: { currency: "BRL", amount_minor: 100_000 } }] },
    });
    const pay = (amount: number, description: string) =>
      session.execute("codespar_pay", { amount, description, method: "pix" });
    const paid = await pay(2_000, "Order 7");
    const unknown = await pay(2_000, "sandbox:timeout_after_commit");
    const asked = await pay(500_000, "Order 8");
    expect(unknown.error_code).toBe("outcome_unknown");
    // What agents and people call things has no places to break at.
    const named = await session.execute("n".repeat(250), {});
    await codespar.request("createProject", { body: { name: "p".repeat(128) } });
    routes = [
      "?range=hour",
      "/sessions",
      `/sessions/${session.id}`,
      `/calls/${paid.tool_call_id}`,
      `/calls/${unknown.tool_call_id}`,
      `/calls/${named.tool_call_id}`,
      "/approvals",
      `/approvals/${String(asked.data["approval_id"])}`,
      "/connections",
      "/connections/new?server=stripe",
      "/connections/new?server=mercadopago",
      "/usage?by=tool",
      "/audit",
      "/keys",
      "/policy",
      "/preferences",
    ];
  }, 30_000);
  afterAll(async () => {
    await browser.close();
    await served.close();
  });

  it.each([
    ["light, in English", { colorScheme: "light", locale: "en-US" }],
    ["dark, in Portuguese", { colorScheme: "dark", locale: "pt-BR" }],
    ["360 pixels wide, in Spanish", { viewport: { width: 360, height: 740 }, locale: "es-MX" }],
  ] as const)(
    "breaks no rule of axe, fits its window and complains of nothing: %s",
    async (_, options) => {
      const { page, problems } = await openDashboard(
        { browser, runtime, url: served.url },
        options,
      );
      const broken: string[] = [];
      for (const route of routes) {
        await page.goto(`${served.url}/dashboard${route}`);
        await page.locator("#servers .loading").waitFor({ state: "detached" });
        broken.push(...(await check(page, route)));
      }
      await page.locator('form[action="/dashboard/sign-out"] button').click();
      await page.locator("#key").waitFor();
      broken.push(...(await check(page, "/sign-in")));
      const other = await codespar.create(`user_${crypto.randomUUID()}`, {
        servers: ["stripe", "mercadopago"],
        manageConnections: { accounts: "user" },
      });
      for (const { redirectUrl = "" } of await other.connections()) {
        await page.goto(redirectUrl);
        broken.push(...(await check(page, redirectUrl)));
      }
      expect(broken).toEqual([]);
      expect(problems).toEqual([]);
    },
    120_000,
  );
});

/** What is wrong with a page: rules of axe that it breaks, and being wider than its window. */
async function check(page: Page, route: string): Promise<readonly string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate<AxeResults>("axe.run()");
  const width = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
  return [
    ...violations.map(({ id, nodes }) => `${route}: ${id}: ${nodes[0]?.html}`),
    ...(width > 0 ? [`${route}: ${width} pixels too wide`] : []),
  ];
}
