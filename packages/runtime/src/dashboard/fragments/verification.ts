import type { AuditVerification } from "@codespar/protocol";
import { html } from "hono/html";

import type { ChainPlace } from "../../audit/verify-chain.ts";
import type { Html } from "../html.ts";
import type { Visit } from "../visit.ts";
import { notice } from "./notice.ts";

/** A verification that is under way, or over. */
export type Verification =
  | { readonly verdict: AuditVerification }
  | {
      readonly place: ChainPlace;
      /** That this runtime itself came that far. */
      readonly proof: string;
      /** Entries there are. */
      readonly total: number;
    };

/** Writes how far the verification of the chain is, and what came of it. */
export function verification(visit: Visit, state: Verification | undefined): Html {
  return html`<div id="verification" class="stack">
    ${state === undefined ? "" : progressOrVerdict(visit, state)}
    ${state === undefined || "verdict" in state ? start(visit) : ""}
  </div>`;
}

function start({ csrf, reader: { text } }: Visit): Html {
  return html`<form
    method="post"
    action="/dashboard/audit/verify"
    hx-post="/dashboard/audit/verify"
    hx-target="#verification"
    hx-swap="outerHTML"
  >
    <input type="hidden" name="csrf" value="${csrf}" />
    <button type="submit">${text.verify}</button>
  </form>`;
}

function progressOrVerdict(visit: Visit, state: Verification): Html {
  if ("verdict" in state) return verdictNotice(visit, state.verdict);
  const { csrf, reader } = visit;
  const { text, format } = reader;
  const { place, proof, total } = state;
  return html`<form
    hx-post="/dashboard/audit/verify"
    hx-trigger="load"
    hx-target="#verification"
    hx-swap="outerHTML"
  >
    <input type="hidden" name="csrf" value="${csrf}" />
    <input type="hidden" name="seq" value="${String(place.seq)}" />
    <input type="hidden" name="hash" value="${place.hash}" />
    <input type="hidden" name="proof" value="${proof}" />
    <label for="verified">${text.verifying(format.number(place.seq), format.number(total))}</label>
    <progress id="verified" max="${String(total)}" value="${String(place.seq)}"></progress>
  </form>`;
}

function verdictNotice({ reader }: Visit, verdict: AuditVerification): Html {
  const { text, format } = reader;
  const { valid, entries, head, broken } = verdict;
  if (valid) {
    return notice(
      "good",
      html`<p><strong>${text.chainHolds(format.number(entries))}</strong></p>
        <p>${text.head} <code class="hash">${head}</code></p>`,
    );
  }
  return notice(
    "bad",
    html`<p><strong>${text.chainBroken(format.number(broken?.seq ?? 0))}</strong></p>
      <p lang="en">${broken?.reason ?? ""}</p>
      <p>${text.chainBrokenHint(format.number(entries))}</p>
      ${
        broken === null || broken.id === ""
          ? ""
          : html`<p>
              <a href="/dashboard/audit?before=${String(broken.seq + 1)}">${broken.id}</a>
            </p>`
      }`,
  );
}
