import type { Runtime } from "@codespar/runtime";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

/** A page of somebody who is signed in. */
export interface SignedIn {
  readonly page: Page;
  /** What the browser complains about: errors, dialogs, what the content policy stopped. */
  readonly problems: string[];
}

/** Where a dashboard is, and who signs in. */
export interface DashboardAddress {
  readonly browser: Browser;
  readonly runtime: Runtime;
  readonly url: string;
}

/** Opens a browser of its own and signs in to the dashboard. */
export async function openDashboard(
  { browser, runtime, url }: DashboardAddress,
  options: BrowserContextOptions = {},
): Promise<SignedIn> {
  const context = await browser.newContext({ locale: "en-US", ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("dialog", (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  await page.goto(`${url}/dashboard`);
  await page.locator("#key").fill(runtime.apiKey);
  await page.locator("#key").press("Enter");
  await page.locator(".menu").waitFor();
  return { page, problems };
}
