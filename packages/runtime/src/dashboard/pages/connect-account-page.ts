import { html } from "hono/html";

import type { CatalogServer } from "../../catalog/catalog-server.ts";
import type { RuntimeError } from "../../runtime-error.ts";
import { credentialFields } from "../fragments/credential-fields.ts";
import { csrfForm } from "../fragments/csrf-form.ts";
import { notice } from "../fragments/notice.ts";
import { problemText } from "../fragments/problem-text.ts";
import type { Html } from "../html.ts";
import type { Visit } from "../visit.ts";

/** An account to connect. */
export interface AccountToConnect {
  readonly facts: CatalogServer;
  /** Empty for everybody in the project. */
  readonly userId: string;
  /** Where the person consents, where the server asks for that. */
  readonly consentUrl: string | undefined;
  readonly problem: RuntimeError | undefined;
}

/** The page that connects an account for somebody. */
export function connectAccountPage(visit: Visit, account: AccountToConnect): Html {
  const { text } = visit.reader;
  const { facts, userId, problem } = account;
  return html`<p class="crumbs"><a href="/dashboard/connections">${text.connections}</a></p>
    <h1>${text.connectServer(facts.name)}</h1>
    <section class="panel narrow">
      <p>${text.connectFor} <strong>${userId === "" ? text.everybody : userId}</strong></p>
      ${problem === undefined ? "" : notice("bad", problemText(text, problem))}
      ${body(visit, account)}
    </section>`;
}

function body(
  { csrf, reader: { text } }: Visit,
  { facts, userId, consentUrl }: AccountToConnect,
): Html {
  if (consentUrl !== undefined) {
    return html`<p>${text.consentHint(facts.name)}</p>
      <p class="actions">
        <a class="button primary" href="${consentUrl}">${text.goTo(facts.name)}</a>
      </p>`;
  }
  return html`<p class="soft">${text.secretHint}</p>
    ${csrfForm(csrf, {
      action: "/dashboard/connections",
      body: html`<input type="hidden" name="server" value="${facts.id}" />
        <input type="hidden" name="user" value="${userId}" />
        ${credentialFields(facts.credentials, "secret.")}
        <div class="actions"><button class="primary" type="submit">${text.connect}</button></div>`,
    })}`;
}
