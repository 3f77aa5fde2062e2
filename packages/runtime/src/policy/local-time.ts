/** A moment on the calendar and the clock of a place. */
export interface LocalTime {
  /** Minutes since midnight. */
  readonly minuteOfDay: number;
  /** When the day began, in milliseconds since 1970. */
  readonly dayStart: number;
  /** When the month began, in milliseconds since 1970. */
  readonly monthStart: number;
}

const dayMs = 86_400_000;

/** Tells the local time of a moment in a time zone. */
export function localTime(at: number, timeZone: string): LocalTime {
  const { year, month, day, hour, minute } = fieldsOf(at, timeZone);
  return {
    minuteOfDay: hour * 60 + minute,
    dayStart: startOf(Date.UTC(year, month - 1, day), timeZone),
    monthStart: startOf(Date.UTC(year, month - 1, 1), timeZone),
  };
}

interface Fields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function fieldsOf(at: number, timeZone: string): Fields {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
  formats.set(timeZone, format);
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const field = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  return {
    year: field("year"),
    month: field("month"),
    day: field("day"),
    hour: field("hour"),
    minute: field("minute"),
  };
}

/** When a local midnight was; `wall` is that midnight as if it were UTC. */
function startOf(wall: number, timeZone: string): number {
  // The offset that holds at the guess may not hold at midnight, so it is asked again there.
  const guess = wall - offsetAt(wall, timeZone);
  const at = wall - offsetAt(guess, timeZone);
  const offset = offsetAt(at, timeZone);
  // Where clocks are put forward at midnight there is none, and the day begins with that.
  return at + offset < wall ? wall - offset : at;
}

/** Milliseconds that local clocks are ahead of UTC. */
function offsetAt(at: number, timeZone: string): number {
  const { year, month, day, hour, minute } = fieldsOf(at, timeZone);
  const wall = Date.UTC(year, month - 1, day, hour, minute);
  const exact = wall - Math.floor(at / 60_000) * 60_000;
  return Math.max(-dayMs, Math.min(dayMs, exact));
}
