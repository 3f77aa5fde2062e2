import { html } from "hono/html";

import type { CatalogServer } from "../../catalog/catalog-server.ts";
import { credentialFields } from "../../dashboard/fragments/credential-fields.ts";
import { problemText } from "../../dashboard/fragments/problem-text.ts";
import type { Messages } from "../../dashboard/messages/en.ts";
import type { RuntimeError } from "../../runtime-error.ts";
import type { WritePage } from "./page.ts";

/** The page that takes a server's secrets. */
export function connectPage(
  { name, credentials }: CatalogServer,
  action: string,
  problem?: RuntimeError,
): WritePage {
  return (text) => ({
    title: text.connectServer(name),
    body: html`<h1>${text.connectServer(name)}</h1>
      <p>${text.agentUsesAccount}</p>
      ${problem === undefined ? "" : html`<p class="problem" role="alert" tabindex="-1" data-focus>${problemText(text, problem)}</p>`}
      <form method="post" action="${action}">
        ${credentialFields(credentials)}
        <div class="actions">
          <button class="primary" type="submit">${text.connect}</button>
        </div>
      </form>`,
  });
}

/** The page that says a server is connected. */
export function connectedPage(name: string): WritePage {
  return (text) => ({
    title: text.isConnected(name),
    body: html`<h1>${text.isConnected(name)}</h1>
      <p>${text.closePage}</p>`,
  });
}

/**
 * The page that says why nothing was connected.
 *
 * @param why One of the reasons that every language has, or what the runtime says.
 */
export function notConnectedPage(
  why: keyof Pick<Messages, "linkGone" | "accessNotAllowed" | "requestUnclear"> | RuntimeError,
): WritePage {
  return (text) => ({
    title: text.notConnected,
    body: html`<h1>${text.notConnected}</h1>
      <p class="problem" role="alert" tabindex="-1" data-focus>
        ${typeof why === "string" ? text[why] : problemText(text, why)}
      </p>
      <p>${text.askNewLink}</p>`,
  });
}
