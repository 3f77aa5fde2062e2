import { html } from "hono/html";

import type { Html } from "../html.ts";
import { catalogs, type Language, languages } from "../reader/language.ts";
import type { Reader } from "../reader/read-reader.ts";
import { document } from "./document.ts";

/** A page of one card, for somebody who need not be signed in. */
export interface Card {
  readonly title: string;
  readonly body: Html;
  readonly reader: Reader;
  /** The address of the page itself, to see it in another language. */
  readonly url: string;
}

/** Writes a page of one card. */
export function cardPage({ title, body, reader, url }: Card): Html {
  return document({
    title,
    reader,
    assets: ["dashboard.js"],
    body: html`<main class="card-page">
      <p class="brand">CodeSpar</p>
      <div class="card">${body}</div>
      <nav class="languages" aria-label="${reader.text.language}">
        ${languages.map((language) => languageLink(language, reader, url))}
      </nav>
    </main>`,
  });
}

function languageLink(language: Language, reader: Reader, url: string): Html {
  const { pathname, searchParams } = new URL(url);
  searchParams.set("language", language);
  const isCurrent = language === reader.language;
  return html`<a
    href="${pathname}?${searchParams.toString()}"
    lang="${language}"
    hreflang="${language}"
    ${isCurrent ? html`aria-current="true"` : ""}
    >${catalogs[language].languageName}</a
  >`;
}
