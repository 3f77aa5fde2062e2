import { html } from "hono/html";

import type { Html } from "../html.ts";
import type { TimelineItem } from "../queries/timeline-item.ts";
import type { Reader } from "../reader/read-reader.ts";
import { badge } from "./badge.ts";
import { callBadge } from "./call-badge.ts";
import { decisionText } from "./decision-text.ts";
import { facts } from "./facts.ts";
import { jsonBlock } from "./json-block.ts";
import { onceText } from "./once-text.ts";

/** Writes one thing that happened in a session; its arguments and answer open on demand. */
export function timelineEntry({ text, format }: Reader, item: TimelineItem): Html {
  const href = `/dashboard/${item.isDecision ? "approvals" : "calls"}/${encodeURIComponent(item.id)}`;
  return html`<li id="item-${item.id}">
    <div class="line">
      <time datetime="${new Date(item.at).toISOString()}">${format.dateTime(item.at)}</time>
      <a href="${href}"><strong class="tool">${item.tool}</strong></a>
      ${item.server === "" ? "" : html`<span class="soft">${item.server}</span>`}
      ${item.isDecision ? badge("plain", text.decision) : callBadge(text, item.status)}
      ${item.replays === 0 ? "" : badge("plain", text.replayedTimes(format.number(item.replays)))}
      ${item.durationMs === null ? "" : html`<span class="soft">${format.duration(item.durationMs)}</span>`}
    </div>
    ${item.decision === "allowed" ? "" : html`<p class="soft" lang="en">${item.decision}</p>`}
    <details>
      <summary>${text.details}</summary>
      ${facts([
        [text.framework, item.framework],
        [text.traceId, item.traceId && html`<code>${item.traceId}</code>`],
        [text.errorCode, item.errorCode && html`<code>${item.errorCode}</code>`],
        [text.idempotency, onceText(text, format, item)],
        [text.policyDecision, decisionText(text, item.decision)],
        [text.callId, html`<code>${item.id}</code>`],
      ])}
      ${
        item.input === null
          ? ""
          : html`<h3>${text.input}</h3>
              ${jsonBlock(item.input)}`
      }
      ${
        item.output === null
          ? ""
          : html`<h3>${text.output}</h3>
              ${jsonBlock(item.output)}`
      }
    </details>
  </li>`;
}
