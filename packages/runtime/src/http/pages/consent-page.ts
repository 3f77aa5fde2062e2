import { html } from "hono/html";

import type { Page } from "./page.ts";

/** What somebody asks for. */
export interface ConsentQuestion {
  /** The provider whose account is meant. */
  readonly provider: string;
  readonly client: string;
  readonly scopes: readonly string[];
}

/** The sandbox provider's page that asks a person to let a client in. */
export function consentPage({ provider, client, scopes }: ConsentQuestion): Page {
  return {
    title: `${provider}: allow access?`,
    body: html`<h1>Allow ${client} to use your ${provider} account?</h1>
      <p>This is the sandbox of ${provider}: no real account, no real money.</p>
      ${
        scopes.length === 0
          ? ""
          : html`<p>It asks for:</p>
              <ul>
                ${scopes.map((scope) => html`<li>${scope}</li>`)}
              </ul>`
      }
      <form method="post" action="">
        <div class="actions">
          <button class="primary" type="submit" name="decision" value="allow">Allow</button>
          <button type="submit" name="decision" value="deny">Deny</button>
        </div>
      </form>`,
  };
}
