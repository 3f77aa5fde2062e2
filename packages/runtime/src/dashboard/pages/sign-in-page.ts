import { html } from "hono/html";

import { csrfForm } from "../fragments/csrf-form.ts";
import { notice } from "../fragments/notice.ts";
import type { Html } from "../html.ts";
import type { Reader } from "../reader/read-reader.ts";

/** Somebody to be signed in. */
export interface SignIn {
  readonly reader: Reader;
  readonly csrf: string;
  /** Where they go afterwards. */
  readonly next: string;
  readonly problem: string | undefined;
}

/** The page that asks for an API key. */
export function signInPage({ reader: { text }, csrf, next, problem }: SignIn): Html {
  return html`<h1>${text.signIn}</h1>
    <p class="soft">${text.signInHint}</p>
    ${problem === undefined ? "" : notice("bad", problem)}
    ${csrfForm(csrf, {
      action: "/dashboard/sign-in",
      body: html`<label for="key">${text.apiKey}</label>
        <input
          id="key"
          name="key"
          type="password"
          autocomplete="current-password"
          required
          maxlength="200"
          spellcheck="false"
          placeholder="csk_test_…"
        />
        <input type="hidden" name="next" value="${next}" />
        <input type="hidden" name="time_zone" value="" data-time-zone />
        <div class="actions"><button class="primary" type="submit">${text.signIn}</button></div>`,
    })}`;
}
