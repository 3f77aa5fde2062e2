import { createRuntime, type Runtime, type RuntimeOptions } from "../src/index.ts";
import { defaultStore } from "./stores/new-store.ts";

/** An answer, parsed. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Tests look into answers of every shape.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

/** A runtime on a clock that stands still until it is moved. */
export interface TestRuntime {
  readonly runtime: Runtime;
  readonly clock: { now(): number; advance(ms: number): void };
  /** Sends a request with the runtime's key. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  /** Opens a session and answers its id. */
  session(servers?: readonly string[]): Promise<string>;
  /** Runs a tool. */
  execute(sessionId: string, tool: string, input: unknown, key?: string): Promise<Answer>;
}

/** Starts a runtime for tests. */
export function openRuntime(options: RuntimeOptions = {}): TestRuntime {
  let now = Date.UTC(2026, 10, 21, 12);
  const clock = {
    now: () => now,
    advance(ms: number) {
      now += ms;
    },
  };
  const runtime = createRuntime({ clock, store: options.store ?? defaultStore(), ...options });

  const call: TestRuntime["call"] = async (method, path, body, headers = {}) => {
    const response = await runtime.fetch(`http://codespar.test${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${runtime.apiKey}`,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const type = response.headers.get("content-type") ?? "";
    return {
      status: response.status,
      headers: response.headers,
      body: type.includes("application/json") ? JSON.parse(text) : text,
    };
  };

  return {
    runtime,
    clock,
    call,
    async session(servers = ["stripe", "mercadopago", "correios"]) {
      const { body } = await call("POST", "/v1/sessions", { user_id: "user_123", servers });
      return body.id;
    },
    execute: (sessionId, tool, input, key) =>
      call(
        "POST",
        `/v1/sessions/${sessionId}/execute`,
        { tool, input },
        key === undefined ? {} : { "Idempotency-Key": key },
      ),
  };
}
