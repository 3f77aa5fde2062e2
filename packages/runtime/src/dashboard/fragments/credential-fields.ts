import { html } from "hono/html";

import type { CredentialField } from "../../catalog/catalog-server.ts";
import type { Html } from "../html.ts";

/**
 * Writes the fields that take a server's secrets.
 *
 * @param prefix What the fields' names begin with.
 */
export function credentialFields(fields: readonly CredentialField[], prefix = ""): Html {
  return html`${fields.map(
    ({ name, label }) =>
      html`<label for="${prefix}${name}">${label}</label>
        <input
          id="${prefix}${name}"
          name="${prefix}${name}"
          type="password"
          autocomplete="off"
          required
          maxlength="4096"
        />`,
  )}`;
}
