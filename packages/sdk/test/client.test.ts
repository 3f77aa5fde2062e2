import { CodeSpar, CodeSparError, type CodeSparOptions } from "@codespar/sdk";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

interface Sent {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: unknown;
  readonly redirect: Request["redirect"];
}

interface Reply {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

const apiKey = "csk_test_0123456789abcdef";
const session = {
  id: "ses_1",
  user_id: "user_1",
  status: "active",
  servers: [],
  created_at: "2026-04-15T10:30:00Z",
  expires_at: "2026-04-15T11:00:00Z",
};
const success = { success: true, data: { a: 1 }, error: null, error_code: null };

/** A wire that answers with the replies in order, the last one again and again. */
function wire(replies: ReadonlyArray<Reply | "cut" | "hang">): {
  readonly fetch: typeof globalThis.fetch;
  readonly sent: Sent[];
} {
  const sent: Sent[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const text = await request.text();
    const reply = replies[Math.min(sent.length, replies.length - 1)];
    sent.push({
      url: request.url,
      method: request.method,
      headers: request.headers,
      redirect: request.redirect,
      body: text === "" ? undefined : JSON.parse(text),
    });
    if (reply === "cut" || reply === undefined) throw new TypeError("fetch failed");
    if (reply === "hang") {
      return new Promise((_, reject) => {
        const stop = (): void => reject(new Error("aborted"));
        if (request.signal.aborted) stop();
        request.signal.addEventListener("abort", stop);
      });
    }
    const { status = 200, body, headers = {} } = reply;
    const content = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
    return new Response(content ?? null, { status, headers });
  };
  return { fetch, sent };
}

async function open(replies: ReadonlyArray<Reply | "cut" | "hang">, options: CodeSparOptions = {}) {
  const { fetch, sent } = wire([{ status: 201, body: session }, ...replies]);
  const codespar = new CodeSpar({ apiKey, baseUrl: "https://api.test", fetch, ...options });
  return { sent, session: await codespar.create("user_1", { servers: [] }) };
}

function refusal(status: number, code: string) {
  return {
    status,
    body: { error: code, code, message: `It is ${code}.`, status, request_id: "req_1" },
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function settle<Result>(running: Promise<Result>): Promise<Result> {
  running.catch(() => undefined);
  await vi.runAllTimersAsync();
  return running;
}

describe("new CodeSpar", () => {
  it("takes the key and the address from the environment", async () => {
    vi.stubEnv("CODESPAR_API_KEY", apiKey);
    vi.stubEnv("CODESPAR_BASE_URL", "https://env.test/");
    const { fetch, sent } = wire([{ status: 201, body: session }]);
    await new CodeSpar({ fetch }).create("user_1", { servers: [] });
    vi.unstubAllEnvs();
    expect(sent[0]?.url).toBe("https://env.test/v1/sessions");
    expect(sent[0]?.headers.get("authorization")).toBe(`Bearer ${apiKey}`);
  });

  it("without a key says where to put one", () => {
    vi.stubEnv("CODESPAR_API_KEY", "");
    expect(() => new CodeSpar()).toThrow(/CODESPAR_API_KEY/);
    expect(() => new CodeSpar({ apiKey: "sk_wrong" })).toThrow(CodeSparError);
    vi.unstubAllEnvs();
  });

  it("tells a key of another form from one that is missing", () => {
    for (const wrong of ["sk_wrong", "csk_test_…", "csk_test_a b"]) {
      expect(() => new CodeSpar({ apiKey: wrong })).toThrow(/not one of CodeSpar's/);
    }
    expect(() => new CodeSpar({ apiKey: `${apiKey}\n` })).not.toThrow();
  });

  it("refuses an address that no request can be sent to", () => {
    for (const baseUrl of ["", "localhost:8787", "127.0.0.1:8787", "ftp://api.test", "http://"]) {
      expect(() => new CodeSpar({ apiKey, baseUrl })).toThrow(/baseUrl must be/);
    }
  });

  it("refuses a timeout that is no time", () => {
    for (const timeoutMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => new CodeSpar({ apiKey, timeoutMs })).toThrow(/timeoutMs/);
    }
  });
});

describe("create", () => {
  it("sends all six options, and the session's project goes before the client's", async () => {
    const { fetch, sent } = wire([{ status: 201, body: session }]);
    const codespar = new CodeSpar({ apiKey, fetch, baseUrl: "https://x.test", projectId: "prj_a" });
    await codespar.create("user_1", {
      servers: ["stripe"],
      preset: "brazilian",
      manageConnections: { waitForConnections: false },
      projectId: "prj_b",
      metadata: { order: "1" },
    });
    expect(sent[0]?.body).toEqual({
      user_id: "user_1",
      servers: ["stripe"],
      preset: "brazilian",
      manageConnections: { waitForConnections: false },
      metadata: { order: "1" },
    });
    expect(sent[0]?.headers.get("x-codespar-project")).toBe("prj_b");
  });

  it("waits for connections that are pending, and no longer than told", async () => {
    const pending = { body: { data: [{ id: "mercadopago", status: "pending" }] } };
    const ready = { body: { data: [{ id: "mercadopago", status: "ready" }] } };
    const { fetch, sent } = wire([{ status: 201, body: session }, pending, pending, ready]);
    const codespar = new CodeSpar({ apiKey, fetch, baseUrl: "https://x.test" });
    const manageConnections = { waitForConnections: true, timeout: 5_000 };
    await settle(codespar.create("user_1", { servers: ["mercadopago"], manageConnections }));
    expect(sent).toHaveLength(4);
    const never = wire([{ status: 201, body: session }, pending]);
    const other = new CodeSpar({ apiKey, fetch: never.fetch, baseUrl: "https://x.test" });
    const created = other.create("user_1", { servers: ["mercadopago"], manageConnections });
    await settle(created);
    expect(never.sent.length).toBeLessThanOrEqual(7);
    expect((await created).servers).toEqual([expect.objectContaining({ status: "pending" })]);
  });

  it("waits no longer than told for an answer under way", async () => {
    const pending = { body: { data: [{ id: "mercadopago", status: "pending" }] } };
    const { fetch, sent } = wire([{ status: 201, body: session }, pending, "hang"]);
    const codespar = new CodeSpar({ apiKey, fetch, baseUrl: "https://x.test" });
    const manageConnections = { waitForConnections: true, timeout: 5_000 };
    const startedAt = Date.now();
    const created = codespar.create("user_1", { servers: ["mercadopago"], manageConnections });
    expect((await settle(created)).servers).toMatchObject([{ status: "pending" }]);
    expect([Date.now() - startedAt, sent.length]).toEqual([5_000, 3]);
  });

  it("says whom it waits for, and stops at once when it is aborted", async () => {
    const pending = {
      body: { data: [{ id: "mercadopago", status: "pending", redirectUrl: "https://x.test/c" }] },
    };
    const { fetch, sent } = wire([{ status: 201, body: session }, pending]);
    const codespar = new CodeSpar({ apiKey, fetch, baseUrl: "https://x.test" });
    const stop = new AbortController();
    const seen: unknown[] = [];
    const manageConnections = {
      waitForConnections: true,
      accounts: "user",
      onPending(connections: readonly { readonly redirectUrl?: string }[]) {
        seen.push(...connections.map(({ redirectUrl }) => redirectUrl));
        stop.abort();
      },
    } as const;
    const config = { servers: ["mercadopago"], manageConnections };
    const created = codespar.create("user_1", config, { signal: stop.signal });
    await expect(created).rejects.toMatchObject({ name: "AbortError", code: "aborted" });
    expect(seen).toEqual(["https://x.test/c"]);
    expect(sent).toHaveLength(2);
    expect(sent[0]?.body).toMatchObject({
      manageConnections: { waitForConnections: true, accounts: "user" },
    });
  });
});

describe("sessions", () => {
  it("are listed a page at a time, and each can be used", async () => {
    const page = { body: { data: [session], next_cursor: "ses_1" } };
    const { fetch, sent } = wire([page, { body: { data: [] } }]);
    const codespar = new CodeSpar({ apiKey, fetch, baseUrl: "https://x.test" });
    const { data, nextCursor } = await codespar.sessions.list({ status: "active", userId: "u 1" });
    expect([data[0]?.id, nextCursor]).toEqual([session.id, "ses_1"]);
    expect(sent[0]?.url).toBe("https://x.test/v1/sessions?status=active&user_id=u+1");
    await data[0]?.tools();
    expect(sent[1]?.url).toBe(`https://x.test/v1/sessions/${session.id}/tools`);
  });
});

describe("execute", () => {
  it("sends the tool, the arguments and where the call came from", async () => {
    const { session: opened, sent } = await open([{ body: success }]);
    const toolCall = { id: "call_1", runId: "run_1", framework: "ai", traceparent: "00-a-b-01" };
    await opened.execute("pay", { amount: 1 }, { toolCall, idempotencyKey: "key-1" });
    expect(sent[1]).toMatchObject({
      method: "POST",
      url: "https://api.test/v1/sessions/ses_1/execute",
      body: {
        tool: "pay",
        input: { amount: 1 },
        tool_call: { id: "call_1", run_id: "run_1", framework: "ai", traceparent: "00-a-b-01" },
      },
    });
    expect(sent[1]?.headers.get("idempotency-key")).toBe("key-1");
    expect(sent[1]?.headers.get("traceparent")).toBe("00-a-b-01");
  });

  it.each([
    ["a lost connection", "cut"],
    ["408", { status: 408, body: {} }],
    ["409 in progress", refusal(409, "call_in_progress")],
    ["429", refusal(429, "rate_limited")],
    ["500", refusal(500, "internal")],
    ["503", { status: 503, body: "down for a moment" }],
  ] as const)("tries again after %s, with the same idempotency key", async (_title, failure) => {
    const { session: opened, sent } = await open([failure, failure, { body: success }]);
    const result = await settle(opened.execute("pay", { amount: 1 }));
    expect(result.success).toBe(true);
    const keys = sent.slice(1).map(({ headers }) => headers.get("idempotency-key"));
    expect(keys).toHaveLength(3);
    expect(keys[0]).toMatch(/^[\x21-\x7e]{1,255}$/);
    expect(new Set(keys).size).toBe(1);
  });

  it("uses another key for another call", async () => {
    const { session: opened, sent } = await open([{ body: success }]);
    await opened.execute("pay", { amount: 1 });
    await opened.execute("pay", { amount: 1 });
    const keys = sent.slice(1).map(({ headers }) => headers.get("idempotency-key"));
    expect(new Set(keys).size).toBe(2);
  });

  it("waits as long as Retry-After says, in seconds or as a date", async () => {
    for (const write of [() => "3", () => new Date(Date.now() + 3_000).toUTCString()]) {
      vi.setSystemTime(0);
      const limited = { ...refusal(429, "rate_limited"), headers: { "retry-after": write() } };
      const { session: opened, sent } = await open([limited, { body: success }]);
      const running = opened.execute("pay", {});
      await vi.advanceTimersByTimeAsync(1_900);
      expect(sent).toHaveLength(2);
      await vi.advanceTimersByTimeAsync(1_200);
      expect(sent).toHaveLength(3);
      await running;
    }
  });

  it("does not wait for a Retry-After beyond its time", async () => {
    const limited = { ...refusal(429, "rate_limited"), headers: { "retry-after": "3600" } };
    const { session: opened, sent } = await open([limited]);
    await expect(opened.execute("pay", {})).rejects.toMatchObject({ code: "rate_limited" });
    expect(sent).toHaveLength(2);
  });

  it("says what cannot be sent, and sends nothing", async () => {
    const { session: opened, sent } = await open([{ body: success }]);
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    const calls = [
      opened.execute("pay", { amount: 1n }),
      opened.execute("pay", circle),
      ...["order\n1", "order 1", "pedido-\u{2014}", "", "x".repeat(256)].map((idempotencyKey) =>
        opened.execute("pay", {}, { idempotencyKey }),
      ),
    ];
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({
        status: "rejected",
        reason: { name: "BadRequestError", code: "invalid_request" },
      });
    }
    expect(sent).toHaveLength(1);
  });

  it.each([301, 302, 303, 307, 308])("follows no redirect: HTTP %i", async (status) => {
    const headers = { location: "https://api.test/new" };
    const { session: opened, sent } = await open([{ status, headers }, { body: success }]);
    await expect(opened.execute("pay", {})).rejects.toMatchObject({
      code: "invalid_response",
      status,
      message: "The API redirects to https://api.test/new: set baseUrl to where it is.",
    });
    expect(sent.map(({ redirect }) => redirect)).toEqual(["manual", "manual"]);
  });

  it("gives up after maxRetries", async () => {
    const { session: opened, sent } = await open(["cut"], { maxRetries: 1 });
    const running = settle(opened.execute("pay", {}));
    await expect(running).rejects.toMatchObject({ code: "connection_failed" });
    expect(sent).toHaveLength(3);
  });

  it("throws a TimeoutError when its time is over, retries included", async () => {
    const { session: opened } = await open(["hang"]);
    const running = settle(opened.execute("pay", {}, { timeoutMs: 100 }));
    await expect(running).rejects.toMatchObject({ name: "TimeoutError", code: "timeout" });
  });

  it("has all the time that it is given, however long, and begins nothing without any", async () => {
    for (const timeoutMs of [30 * 86_400_000, Number.POSITIVE_INFINITY]) {
      const { session: opened } = await open(["hang"]);
      const stopping = new AbortController();
      const running = opened.execute("pay", {}, { timeoutMs, signal: stopping.signal });
      running.catch(() => undefined);
      await vi.advanceTimersByTimeAsync(86_400_000);
      stopping.abort();
      await expect(running).rejects.toMatchObject({ code: "aborted" });
    }
    for (const timeoutMs of [0, -1, Number.NaN]) {
      const { session: opened, sent } = await open([{ body: success }]);
      const failed = settle(opened.execute("pay", {}, { timeoutMs }));
      await expect(failed).rejects.toMatchObject({ code: "timeout" });
      expect(sent).toHaveLength(1);
    }
  });

  it("waits for a person no longer than told, also for an answer under way", async () => {
    const data = { approval_id: "apr_1" };
    const asked = { body: { ...success, success: false, data, error_code: "approval_required" } };
    const { session: opened, sent } = await open([asked, "hang"]);
    const startedAt = Date.now();
    const result = await settle(opened.execute("pay", {}, { approvalTimeoutMs: 5_000 }));
    expect(result.error_code).toBe("approval_required");
    expect([Date.now() - startedAt, sent.length]).toEqual([5_000, 3]);
  });

  it("goes on waiting for a person while the API is out of reach, and not when it refuses", async () => {
    const data = { approval_id: "apr_1" };
    const asked = { body: { ...success, success: false, data, error_code: "approval_required" } };
    const decided = { body: { id: "apr_1", status: "approved" } };
    const away = ["cut", refusal(503, "internal")] as const;
    const { session: opened } = await open([asked, ...away, decided, { body: success }], {
      maxRetries: 0,
    });
    const options = { approvalTimeoutMs: 60_000 };
    expect(await settle(opened.execute("pay", {}, options))).toMatchObject({ success: true });
    const refused = await open([asked, refusal(403, "insufficient_scope")]);
    const failing = settle(refused.session.execute("pay", {}, options));
    await expect(failing).rejects.toMatchObject({ code: "insufficient_scope" });
  });

  it("throws an AbortError when the caller stops, also between attempts", async () => {
    const { session: opened } = await open(["hang"]);
    const controller = new AbortController();
    const running = opened.execute("pay", {}, { signal: controller.signal });
    controller.abort();
    await expect(running).rejects.toMatchObject({ name: "AbortError", code: "aborted" });

    const other = await open(["cut"]);
    const second = new AbortController();
    const waiting = other.session.execute("pay", {}, { signal: second.signal });
    waiting.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(10);
    second.abort();
    await expect(waiting).rejects.toMatchObject({ code: "aborted" });
  });

  it("leaves no timer behind", async () => {
    const { session: opened } = await open([{ body: success }]);
    await opened.execute("pay", {});
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("errors", () => {
  it.each([
    [400, "invalid_request", "BadRequestError"],
    [401, "unauthorized", "AuthenticationError"],
    [403, "insufficient_scope", "PermissionError"],
    [404, "session_closed", "NotFoundError"],
    [409, "already_connected", "ConflictError"],
    [413, "payload_too_large", "PayloadTooLargeError"],
    [422, "idempotency_conflict", "UnprocessableError"],
    [429, "rate_limited", "RateLimitError"],
    [500, "internal", "ServerError"],
  ])("of HTTP %i carry the code %s in a %s", async (status, code, name) => {
    const { session: opened } = await open([refusal(status, code)], { maxRetries: 0 });
    const failed = settle(opened.execute("pay", {}));
    await expect(failed).rejects.toMatchObject({
      name,
      code,
      status,
      requestId: "req_1",
      message: `It is ${code}.`,
    });
    await failed.catch((error: unknown) => expect(CodeSparError.is(error)).toBe(true));
  });

  it("of something that is not the API still have a code", async () => {
    const { session: opened } = await open([{ status: 404, body: "<html>" }]);
    await expect(opened.tools()).rejects.toMatchObject({ code: "not_found", status: 404 });
  });

  it("never hold the API key", async () => {
    const { session: opened } = await open([refusal(401, "unauthorized")]);
    const error: unknown = await opened.tools().catch((cause: unknown) => cause);
    expect(JSON.stringify(error) + String(error)).not.toContain(apiKey);
    expect(JSON.stringify(opened)).not.toContain(apiKey);
  });
});

describe("tools", () => {
  it.each([
    ["a refusal", refusal(500, "internal")],
    ["a page instead of JSON", { body: "<html>" }],
    ["another shape", { body: { tools: [] } }],
  ])("throws on %s, and never answers an empty list", async (_title, reply) => {
    const { session: opened } = await open([reply], { maxRetries: 0 });
    await expect(opened.tools()).rejects.toBeInstanceOf(CodeSparError);
  });

  it("asks again each time", async () => {
    const { session: opened, sent } = await open([{ body: { data: [] } }]);
    await opened.tools();
    await opened.tools();
    expect(sent).toHaveLength(3);
  });
});

describe("close", () => {
  it("sends one request however often it is called", async () => {
    const { session: opened, sent } = await open([{ status: 204 }]);
    await Promise.all([opened.close(), opened.close()]);
    await opened.close();
    expect(sent.filter(({ method }) => method === "DELETE")).toHaveLength(1);
    expect(opened.status).toBe("closed");
  });

  it("takes nothing from what an `await using` block came to when it fails", async () => {
    const opened = await open([{ body: success }, refusal(500, "internal")], { maxRetries: 0 });
    const use = async (): Promise<unknown> => {
      await using own = opened.session;
      return (await own.execute("pay", {})).data;
    };
    expect(await use()).toEqual({ a: 1 });
    const fail = async (): Promise<void> => {
      await using own = opened.session;
      await own.tools();
    };
    await expect(fail()).rejects.toMatchObject({ name: "ServerError", code: "internal" });
    expect(opened.sent.map(({ method }) => method)).toEqual([
      "POST",
      "POST",
      "DELETE",
      "GET",
      "DELETE",
    ]);
  });

  it("can be tried again after it failed", async () => {
    const { session: opened } = await open([refusal(403, "insufficient_scope"), { status: 204 }]);
    await expect(opened.close()).rejects.toMatchObject({ code: "insufficient_scope" });
    await opened.close();
    expect(opened.status).toBe("closed");
  });
});

describe("the logger", () => {
  it("hears of requests and retries, and never of keys, arguments or results", async () => {
    const lines: unknown[] = [];
    const logger = {
      debug: (...line: unknown[]) => lines.push(line),
      warn: (...line: unknown[]) => lines.push(line),
    };
    const { session: opened } = await open(["cut", { body: success }], { logger });
    await settle(opened.execute("pay", { card: "4111111111111111" }));
    const text = JSON.stringify(lines);
    expect(text).toContain("Retrying");
    expect(text).not.toMatch(/4111|csk_test/);
  });
});
