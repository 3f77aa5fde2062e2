import type { AuditEntry } from "@codespar/protocol";
import { html } from "hono/html";

import type { Html } from "../html.ts";
import type { ChainNeighbour } from "../queries/read-neighbours.ts";
import type { Reader } from "../reader/read-reader.ts";
import { decisionText } from "./decision-text.ts";
import { facts } from "./facts.ts";

/** Writes the links of the audit chain that speak of a call, and what they hold on to. */
export function auditChain(
  { text, format }: Reader,
  entries: readonly AuditEntry[],
  neighbours: readonly ChainNeighbour[],
): Html {
  const near = (seq: number): Html | undefined => {
    const found = neighbours.find((neighbour) => neighbour.seq === seq);
    return (
      found &&
      html`<a href="/dashboard/calls/${encodeURIComponent(found.tool_call_id)}">#${String(seq)}</a>
        <code class="hash">${found.hash}</code>`
    );
  };
  return html`<section class="panel">
    <h2>${text.auditEntries}</h2>
    <ol class="chain">
      ${entries.map(
        (entry) =>
          html`<li>
            <h3>#${String(entry.seq)} · ${text.auditKind[entry.kind]}</h3>
            ${facts([
              [text.time, format.dateTime(Date.parse(entry.at))],
              [text.policyDecision, decisionText(text, entry.decision)],
              [text.hash, html`<code class="hash">${entry.hash}</code>`],
              [
                text.previousHash,
                near(entry.seq - 1) ?? html`<code class="hash">${entry.prev_hash}</code>`,
              ],
              [text.nextHash, near(entry.seq + 1)],
            ])}
          </li>`,
      )}
    </ol>
  </section>`;
}
