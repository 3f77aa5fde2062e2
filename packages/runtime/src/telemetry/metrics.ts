import type { Histogram, Registry } from "prom-client";

/** A call that has ended. */
export interface CallObservation {
  /** Empty where none was asked. */
  readonly server: string;
  /** `success`, `replayed` or an error code. */
  readonly outcome: string;
  readonly seconds: number;
}

/** A number that is read when somebody asks for it. */
export interface Gauge {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  /** One value for each set of labels. */
  readonly values: ReadonlyArray<{
    readonly labels?: Readonly<Record<string, string>>;
    readonly value: number;
  }>;
}

/** Counts what this process does. */
export interface Metrics {
  observe(call: CallObservation): void;
  /** Loads what counts, so that no call has to wait for it. */
  load(): Promise<void>;
  /** Everything in Prometheus' text format. */
  toText(gauges: readonly Gauge[]): Promise<string>;
  readonly contentType: string;
}

interface Counting {
  readonly registry: Registry;
  readonly calls: Histogram;
}

const bucketsSeconds = [0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60];

/** Creates the metrics of one runtime. */
export function createMetrics(): Metrics {
  let loading: Promise<Counting> | undefined;
  let counting: Counting | undefined;
  const waiting: CallObservation[] = [];

  async function load(): Promise<Counting> {
    // Loaded late: a runtime must be ready before anybody counts.
    const { Histogram, Registry } = await import("prom-client");
    const registry = new Registry();
    const calls = new Histogram({
      name: "codespar_tool_call_duration_seconds",
      help: "Calls by server and outcome, and how long they took.",
      labelNames: ["server", "outcome"],
      buckets: bucketsSeconds,
      registers: [registry],
    });
    counting = { registry, calls };
    for (const call of waiting.splice(0)) note(counting, call);
    return counting;
  }

  return {
    contentType: "text/plain; version=0.0.4; charset=utf-8",
    observe(call) {
      if (counting === undefined) waiting.push(call);
      else note(counting, call);
    },
    async load() {
      await (loading ??= load());
    },
    async toText(gauges) {
      const { registry } = await (loading ??= load());
      const { Gauge, Registry } = await import("prom-client");
      const now = new Registry();
      for (const { name, help, labelNames, values } of gauges) {
        const gauge = new Gauge({ name, help, labelNames: [...labelNames], registers: [now] });
        for (const { labels = {}, value } of values) gauge.set(labels, value);
      }
      return Registry.merge([registry, now]).metrics();
    },
  };
}

function note({ calls }: Counting, { server, outcome, seconds }: CallObservation): void {
  calls.observe({ server: server === "" ? "none" : server, outcome }, seconds);
}
