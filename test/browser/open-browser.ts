import { existsSync } from "node:fs";

import { type Browser, chromium } from "playwright-core";

const executablePath = "/usr/bin/chromium";

/** Whether a browser is there; where it is not, its tests are skipped with a word about it. */
export const hasBrowser: boolean = existsSync(executablePath);

if (!hasBrowser)
  process.stderr.write(`There is no ${executablePath}: browser tests are skipped.\n`);

/** Starts the browser, without anything of its own that asks the network. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
