import { html } from "hono/html";

import type { CatalogServer } from "../../catalog/catalog-server.ts";
import type { Page } from "./page.ts";

/** The page that takes a server's secrets. */
export function connectPage(
  { name, credentials }: CatalogServer,
  action: string,
  problem?: string,
): Page {
  return {
    title: `Connect ${name}`,
    body: html`<h1>Connect ${name}</h1>
      <p>Your agent will use this account. What you enter is sealed and never shown again.</p>
      ${problem === undefined ? "" : html`<p class="problem" role="alert">${problem}</p>`}
      <form method="post" action="${action}">
        ${credentials.map(
          ({ name: field, label }) =>
            html`<label for="${field}">${label}</label>
              <input
                id="${field}"
                name="${field}"
                type="password"
                autocomplete="off"
                required
                maxlength="4096"
              />`,
        )}
        <div class="actions">
          <button class="primary" type="submit">Connect</button>
        </div>
      </form>`,
  };
}

/** The page that says a server is connected. */
export function connectedPage(name: string): Page {
  return {
    title: `${name} is connected`,
    body: html`<h1>${name} is connected</h1>
      <p>You can close this page and go back to the conversation.</p>`,
  };
}

/** The page that says why nothing was connected. */
export function notConnectedPage(why: string): Page {
  return {
    title: "Not connected",
    body: html`<h1>Not connected</h1>
      <p class="problem" role="alert">${why}</p>
      <p>Nothing was changed. Ask for a new link and try again.</p>`,
  };
}
