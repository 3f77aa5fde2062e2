import type { DurableLoop, DurableLoopEvent } from "@codespar/protocol";

import { AbortError, ConnectionError } from "./errors.ts";
import type { HttpClient, RequestOptions } from "./http-client.ts";
import { mayPass } from "./may-pass.ts";
import { readEvents } from "./read-events.ts";
import { readLoop } from "./read-response.ts";
import { retryDelayMs } from "./retry-delay.ts";
import { sleep } from "./sleep.ts";

const kinds = { types: new Set(["loop", "step", "done"]), last: new Set(["done"]) };
const defaultIdleMs = 60_000;
const maxReconnects = 10;

/** How a loop is followed. */
export interface FollowOptions {
  /** Stops following; the loop goes on. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds without any sign of life after which a connection counts as dead (60,000). */
  readonly idleTimeoutMs?: number | undefined;
}

/** A loop that the runtime runs; it goes on whether or not anybody holds this. */
export interface LoopHandle {
  /** `loop_…`, for `session.getLoop`. */
  readonly id: string;
  /** How it stands now. */
  state(options?: RequestOptions): Promise<DurableLoop>;
  /**
   * Its progress as it happens: `loop` with where it is, `step` for each that changes, `done` with
   * its end whatever that is. A connection that breaks is made again, and begins with `loop`.
   *
   * @throws CodeSparError `connection_failed` or `timeout` when it cannot be made again.
   */
  events(options?: FollowOptions): AsyncGenerator<DurableLoopEvent>;
  /** Resolves when it has ended, whatever its end. */
  result(options?: FollowOptions): Promise<DurableLoop>;
  /** Begins no further step; a call under way ends as it will. A loop that has ended stays as it is. */
  cancel(options?: RequestOptions): Promise<DurableLoop>;
}

/** Which loop, and how it is reached. */
export interface LoopHandleParts {
  readonly id: string;
  readonly path: string;
  readonly http: HttpClient;
  readonly projectId: string | undefined;
}

/** Creates the handle of a loop. */
export function createLoopHandle({ id, path, http, projectId }: LoopHandleParts): LoopHandle {
  async function* follow(options: FollowOptions): AsyncGenerator<DurableLoopEvent> {
    const { signal, idleTimeoutMs = defaultIdleMs } = options;
    const body = await http.open({ method: "GET", path, projectId, signal });
    yield* readEvents<DurableLoopEvent>(body, { ...kinds, idleTimeoutMs });
  }

  async function* events(options: FollowOptions = {}): AsyncGenerator<DurableLoopEvent> {
    for (let failures = 0; ; failures += 1) {
      try {
        for await (const event of follow(options)) {
          failures = 0;
          yield event;
        }
        return;
      } catch (cause) {
        throwUnlessBroken(cause, options.signal);
        if (failures >= maxReconnects) throw cause;
      }
      await sleep(retryDelayMs(failures + 1, null), options.signal);
    }
  }

  const request = async (method: "GET" | "DELETE", options: RequestOptions): Promise<DurableLoop> =>
    readLoop(await http.request({ ...options, method, path, projectId }));

  return {
    id,
    events,
    state: (options = {}) => request("GET", options),
    cancel: (options = {}) => request("DELETE", options),
    async result(options = {}) {
      for await (const event of events(options)) if (event.type === "done") return event.loop;
      throw new ConnectionError("connection_failed", "The loop could not be followed to its end.");
    },
  };
}

/** Whoever stops following is told so; what else broke off may be taken up again. */
function throwUnlessBroken(cause: unknown, signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) {
    throw new AbortError("aborted", "The caller stopped following.", { cause: signal.reason });
  }
  if (!mayPass(cause)) throw cause;
}
