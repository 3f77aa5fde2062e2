import { html } from "hono/html";

import type { RuntimeError } from "../../runtime-error.ts";
import { csrfForm } from "../fragments/csrf-form.ts";
import { type DryRun, dryRunPanel } from "../fragments/dry-run-panel.ts";
import { notice } from "../fragments/notice.ts";
import { problemText } from "../fragments/problem-text.ts";
import type { Html } from "../html.ts";
import { policyFields } from "../policy-form/policy-fields.ts";
import type { Visit } from "../visit.ts";

/** A policy to show. */
export interface PolicyShown {
  /** The form as it is filled in. */
  readonly form: URLSearchParams;
  readonly isSaved?: boolean;
  readonly problem?: RuntimeError;
  readonly tried?: DryRun;
}

/** The page of what a project's agents may do. */
export function policyPage(visit: Visit, { form, isSaved, problem, tried }: PolicyShown): Html {
  const { csrf, principal, reader } = visit;
  const { text } = reader;
  const isWritable = principal.scopes.includes("policies:write");
  return html`<h1>${text.policy}</h1>
    <p class="soft">${text.policyHint}</p>
    ${isSaved === true ? notice("good", text.saved) : ""}
    ${problem === undefined ? "" : notice("bad", problemText(text, problem))}
    ${tried === undefined ? "" : dryRunPanel(reader, tried)}
    ${csrfForm(csrf, {
      action: "/dashboard/policy",
      className: "stack",
      body: html`${policyFields(reader, form)}
        <div class="actions bar-actions">
          <button type="submit" name="intent" value="preview">${text.tryOut}</button>
          ${
            isWritable
              ? html`<button class="primary" type="submit" name="intent" value="save">
                  ${text.save}
                </button>`
              : html`<p class="soft">${text.missingScopeHint} <code>policies:write</code></p>`
          }
        </div>`,
    })}`;
}
