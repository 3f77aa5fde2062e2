import { html } from "hono/html";

import type { WritePage } from "./page.ts";

/** What somebody asks for. */
export interface ConsentQuestion {
  /** The provider whose account is meant. */
  readonly provider: string;
  readonly client: string;
  readonly scopes: readonly string[];
}

/** The sandbox provider's page that asks a person to let a client in. */
export function consentPage({ provider, client, scopes }: ConsentQuestion): WritePage {
  return (text) => ({
    title: text.allowTitle(provider),
    body: html`<h1>${text.allowQuestion(client, provider)}</h1>
      <p>${text.sandboxNote(provider)}</p>
      ${
        scopes.length === 0
          ? ""
          : html`<p>${text.itAsksFor}</p>
              <ul>
                ${scopes.map((scope) => html`<li>${scope}</li>`)}
              </ul>`
      }
      <form method="post" action="">
        <div class="actions">
          <button class="primary" type="submit" name="decision" value="allow">${text.allow}</button>
          <button type="submit" name="decision" value="deny">${text.deny}</button>
        </div>
      </form>`,
  });
}
