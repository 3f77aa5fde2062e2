import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

/** A text that is safe to put into a page. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** A page to show. */
export interface Page {
  readonly title: string;
  readonly body: Html;
}

const style = `
:root{color-scheme:light dark;--ink:#16202c;--soft:#566374;--line:#d5dce4;--paper:#fff;--ground:#f3f5f8;--act:#0b57d0;--act-ink:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#e8edf3;--soft:#a7b3c1;--line:#37424f;--paper:#1a222c;--ground:#10161d;--act:#8ab4f8;--act-ink:#10161d}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{width:100%;max-width:420px;background:var(--paper);border:1px solid var(--line);border-radius:12px;padding:28px}
h1{margin:0 0 8px;font-size:22px;line-height:1.25}
p{margin:0 0 16px;color:var(--soft)}
ul{margin:0 0 16px;padding-left:20px;color:var(--soft)}
label{display:block;margin:0 0 4px;font-weight:600}
input{width:100%;margin:0 0 16px;padding:10px 12px;border:1px solid var(--line);border-radius:8px;background:var(--ground);color:var(--ink);font:inherit}
.actions{display:flex;flex-wrap:wrap;gap:12px}
button{flex:1 1 140px;padding:11px 16px;border:1px solid var(--line);border-radius:8px;background:transparent;color:var(--ink);font:inherit;font-weight:600;cursor:pointer}
button.primary{background:var(--act);border-color:var(--act);color:var(--act-ink)}
:focus-visible{outline:3px solid var(--act);outline-offset:2px}
.problem{color:#b3261e;font-weight:600}
@media (prefers-color-scheme:dark){.problem{color:#f2b8b5}}
`;

/**
 * Writes a whole page.
 *
 * @param nonce What the content policy lets the style sheet through by.
 */
export function page({ title, body }: Page, nonce: string): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style nonce="${nonce}">
          ${raw(style)}
        </style>
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html>`;
}
