import type { Messages } from "../messages/en.ts";
import type { TimelineItem } from "../queries/timeline-item.ts";
import type { Format } from "../reader/create-format.ts";

/** Whether a call is the first of its key, and how often its result was given again. */
export function onceText(text: Messages, format: Format, item: TimelineItem): string | undefined {
  if (item.status === "refused" || item.isDecision) return undefined;
  return item.replays === 0 ? text.firstRun : text.replayedTimes(format.number(item.replays));
}
