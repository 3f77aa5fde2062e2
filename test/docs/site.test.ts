/** The site is built, has every page and no dead link, and is looked at in a browser. */
import { execFile } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { promisify } from "node:util";

import { routes } from "@codespar/protocol";
import type { AxeResults } from "axe-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { hasBrowser, openBrowser } from "../browser/open-browser.ts";

const root = path.resolve(import.meta.dirname, "../..");
const folder = path.join(root, "packages/docs/dist");
const pages = path.join(root, "packages/docs/src/content/docs");
const read = (file: string) => readFileSync(path.join(folder, file), "utf8");

let slugs: readonly string[] = [];

beforeAll(async () => {
  const build = path.join(root, "packages/docs/build/index.ts");
  // A dead link fails it. Vitest's own variables would make it a site for development.
  const { PATH, HOME } = process.env;
  await promisify(execFile)(process.execPath, [build], { cwd: root, env: { PATH, HOME } });
  slugs = globSync("**/*.md", { cwd: pages }).map((file) => file.replace(/(?:index)?\.md$/, ""));
}, 180_000);

describe("the built site", () => {
  it("has a page for each that is written or made, and its Markdown beside it", () => {
    expect(slugs.length).toBeGreaterThan(50);
    for (const slug of slugs) {
      expect(existsSync(path.join(folder, slug, "index.html")), slug).toBe(true);
      const markdown = read(`${slug === "" ? "index" : slug}.md`);
      expect(markdown, slug).toMatch(/^# .+\n\n> .+\n/);
    }
  });

  it("lists every page in llms.txt, and has what people wrote in llms-full.txt", () => {
    const listed = [...read("llms.txt").matchAll(/\]\((\/[^)]+\.md)\)/g)].map(([, file]) => file);
    const expected = slugs.filter((slug) => slug !== "").map((slug) => `/${slug}.md`);
    expect(listed.toSorted()).toEqual(expected.toSorted());
    const full = read("llms-full.txt");
    for (const slug of slugs.filter((name) => !/reference\/(?:api|packages)\//.test(name))) {
      const [title = ""] = read(`${slug === "" ? "index" : slug}.md`).split("\n");
      expect(full, slug).toContain(title);
    }
  });

  it("has every route of the contract in the API reference", () => {
    const reference = globSync("reference/api/*.md", { cwd: folder }).map(read).join("\n");
    for (const { method, path: route } of Object.values(routes)) {
      expect(reference).toContain(`\n${method.toUpperCase()} ${route}\n`);
    }
  });

  it("has every entry of every public package in the reference", () => {
    for (const file of globSync("packages/{*,adapters/*}/package.json", { cwd: root })) {
      const manifest = JSON.parse(readFileSync(path.join(root, file), "utf8"));
      if (manifest.private === true) continue;
      for (const entry of Object.keys(manifest.exports)) {
        if (entry === "./package.json") continue;
        const name = path.posix.join(manifest.name, entry);
        const page = read(`reference/packages/${name.split("/").slice(1).join("-")}.md`);
        expect(page, name).toContain(`# ${name}\n`);
        expect(page.length, name).toBeGreaterThan(500);
      }
    }
  });

  it("loads nothing from elsewhere", () => {
    for (const file of globSync("**/*.html", { cwd: folder })) {
      expect(read(file), file).not.toMatch(
        /<(?:script|link|img|iframe)[^>]+(?:src|href)="(?:https?:)?\/\//,
      );
    }
    for (const file of globSync("**/*.css", { cwd: folder })) {
      expect(read(file), file).not.toMatch(/url\(["']?(?:https?:)?\/\/|@import/);
    }
  });
});

/** WCAG A and AA. The search button shows its shortcut beside its name, and declares it as such. */
const axeRun = `axe.run({
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
  rules: { "label-content-name-mismatch": { enabled: false } },
})`;

describe.skipIf(!hasBrowser)("in a browser", () => {
  const types: Readonly<Record<string, string>> = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const file = path.join(folder, pathname, pathname.endsWith("/") ? "index.html" : "");
    response.setHeader("Content-Type", types[path.extname(file)] ?? "application/octet-stream");
    if (existsSync(file)) response.end(readFileSync(file));
    else response.writeHead(404).end();
  });
  let browser: Browser;
  let address = "";

  beforeAll(async () => {
    browser = await openBrowser();
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }, 30_000);

  afterAll(async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  });

  it.each([
    ["/", "light", 1280],
    ["/start/openai/", "dark", 360],
    ["/reference/errors/", "light", 360],
    ["/reference/api/sessions/", "dark", 1280],
  ] as const)(
    "%s in %s at %i px breaks no rule of accessibility, asks nobody else, and is not too wide",
    async (page, colorScheme, width) => {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
      const tab = await context.newPage();
      const asked: string[] = [];
      tab.on("request", (request) => void asked.push(request.url()));
      await tab.goto(address + page, { waitUntil: "networkidle" });
      await tab.addScriptTag({
        path: createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
      });
      const { violations }: AxeResults = await tab.evaluate(axeRun);
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      expect(asked.filter((url) => !url.startsWith(address))).toEqual([]);
      const overflow = await tab
        .locator("html")
        .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
      expect(overflow).toBe(0);
      await context.close();
    },
    60_000,
  );

  it("finds a page by what it says", async () => {
    const tab = await browser.newPage();
    tab.setDefaultTimeout(10_000);
    await tab.goto(address);
    await tab.getByRole("button", { name: "Search" }).click();
    await tab.getByRole("dialog").getByPlaceholder("Search").fill("outcome_unknown");
    const result = tab.getByRole("dialog").getByRole("link", { name: "Exactly once" }).first();
    await result.click();
    await tab.waitForURL(/exactly-once/);
    expect(await tab.title()).toContain("Exactly once");
    await tab.close();
  }, 30_000);
});
