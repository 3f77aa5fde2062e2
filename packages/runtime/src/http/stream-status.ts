import { canonicalJson } from "@codespar/protocol";
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";

import type { AppEnv } from "./app-env.ts";
import type { HttpParts } from "./http-parts.ts";
import { isStillValid } from "./is-still-valid.ts";

/** A status that is watched. */
export interface WatchedStatus<Report extends object> {
  read(): Promise<Report>;
  /** Whether nothing more will happen. */
  isFinal(report: Report): boolean;
}

const pollMs = 500;
const heartbeatMs = 15_000;
const lingerMs = 5_000;

/**
 * Streams a status: `snapshot` at once, `update` at each change, and `done` five seconds after
 * nothing more will happen. It ends at once when the key stops being valid, or when this node closes:
 * whoever watches asks another one.
 */
export function streamStatus<Report extends object>(
  parts: Pick<HttpParts, "authenticate" | "traffic">,
  context: Context<AppEnv>,
  { read, isFinal }: WatchedStatus<Report>,
): Response {
  return streamSSE(context, async (stream) => {
    const { signal } = context.req.raw;
    const isOver = (): boolean => stream.aborted || signal.aborted;
    let last = await read();
    let finalFor = 0;
    let silentFor = 0;
    const send = (event: string): Promise<void> =>
      stream.writeSSE({ event, data: JSON.stringify(last) });
    await send("snapshot");
    while (!isOver() && finalFor < lingerMs) {
      await stream.sleep(pollMs);
      if (parts.traffic.isDraining || !(await isStillValid(parts, context))) return;
      const next = await read();
      const isSame = canonicalJson(next) === canonicalJson(last);
      last = next;
      finalFor = isFinal(last) ? finalFor + pollMs : 0;
      silentFor = isSame ? silentFor + pollMs : 0;
      if (!isSame) await send("update");
      else if (silentFor % heartbeatMs === 0) await stream.write(": ping\n\n");
    }
    if (!isOver()) await send("done");
  });
}
