import { html } from "hono/html";

import { type AssetName, assetUrl } from "../assets.ts";
import type { Html } from "../html.ts";
import type { Reader } from "../reader/read-reader.ts";

/** A whole document. */
export interface Document {
  readonly title: string;
  readonly reader: Reader;
  readonly body: Html;
  /** Scripts and styles besides the dashboard's own. */
  readonly assets?: readonly AssetName[];
  /** Whether it loads itself again at once, as a page of this site's own. */
  readonly reloads?: string | undefined;
}

const htmxConfig = JSON.stringify({
  prefix: "",
  history: false,
  includeIndicatorCSS: false,
  noSwap: ["204", "304", "4xx", "5xx"],
});

/** Writes a whole document. */
export function document({ title, reader, body, assets = [], reloads }: Document): Html {
  const styles: readonly AssetName[] = [
    "dashboard.css",
    ...assets.filter((name) => name.endsWith(".css")),
  ];
  const scripts = assets.filter((name) => name.endsWith(".js"));
  return html`<!doctype html>
    <html lang="${reader.language}" data-theme="${reader.theme}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="htmx-config" content="${htmxConfig}" />
        ${reloads === undefined ? "" : html`<meta http-equiv="refresh" content="0;url=${reloads}" />`}
        <title>${title} · CodeSpar</title>
        <link rel="icon" href="${assetUrl("icon.svg")}" type="image/svg+xml" />
        ${styles.map((name) => html`<link rel="stylesheet" href="${assetUrl(name)}" />`)}
        ${scripts.map((name) => html`<script src="${assetUrl(name)}" defer></script>`)}
      </head>
      <body>
        ${body}
      </body>
    </html>`;
}
