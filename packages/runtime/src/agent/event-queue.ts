/** Events that happen beside a stream of events. */
export interface EventQueue<Event> {
  push(event: Event): void;
  /** Yields a stream's events, and what was pushed meanwhile as it happens. */
  merge(events: AsyncIterable<Event>): AsyncGenerator<Event>;
}

/** Creates a queue for the events beside one stream. */
export function createEventQueue<Event>(): EventQueue<Event> {
  const waiting: Event[] = [];
  let arrival = Promise.withResolvers<undefined>();

  function take(): readonly Event[] {
    if (waiting.length === 0) return [];
    arrival = Promise.withResolvers<undefined>();
    return waiting.splice(0);
  }

  return {
    push(event) {
      waiting.push(event);
      arrival.resolve(undefined);
    },
    async *merge(events) {
      const iterator = events[Symbol.asyncIterator]();
      let next: Promise<IteratorResult<Event, unknown>> | undefined;
      try {
        for (;;) {
          next ??= iterator.next();
          const arrived = await Promise.race([next, arrival.promise]);
          yield* take();
          if (arrived === undefined) continue;
          next = undefined;
          if (arrived.done === true) return;
          yield arrived.value;
        }
      } finally {
        // Not awaited: a stream that waits for something would keep its reader.
        next?.catch(() => undefined);
        iterator.return?.().catch(() => undefined);
      }
    },
  };
}
