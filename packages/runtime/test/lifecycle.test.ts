import { describe, expect, it } from "vitest";

import { openRuntime } from "./open-runtime.ts";

const minuteMs = 60_000;

describe("a session", () => {
  it("is active for 30 minutes after the last request that named it", async () => {
    const { call, clock, session } = openRuntime();
    const id = await session();
    const first = await call("GET", `/v1/sessions/${id}`);
    expect(Date.parse(first.body.expires_at)).toBe(clock.now() + 30 * minuteMs);
    clock.advance(29 * minuteMs);
    const later = await call("GET", `/v1/sessions/${id}`);
    expect(later.body.status).toBe("active");
    expect(Date.parse(later.body.expires_at)).toBe(clock.now() + 30 * minuteMs);
  });

  it("is closed by 30 minutes of silence, at the moment they were over", async () => {
    const { call, clock, session, execute } = openRuntime();
    const id = await session();
    const expiresAt = clock.now() + 30 * minuteMs;
    clock.advance(31 * minuteMs);
    const { status, body } = await execute(id, "codespar_discover", { query: "pix" });
    expect([status, body.code]).toEqual([404, "session_closed"]);
    const seen = await call("GET", `/v1/sessions/${id}`);
    expect(seen.body).toMatchObject({ status: "closed" });
    expect(Date.parse(seen.body.closed_at)).toBe(expiresAt);
  });

  it("stays closed: closing it again is 204, and its connections read disconnected", async () => {
    const { call, session } = openRuntime();
    const id = await session();
    expect((await call("DELETE", `/v1/sessions/${id}`)).status).toBe(204);
    expect((await call("DELETE", `/v1/sessions/${id}`)).status).toBe(204);
    const { status, body } = await call("GET", `/v1/sessions/${id}/connections`);
    expect(status).toBe(200);
    expect(body.data.map((row: { connected: boolean }) => row.connected)).toEqual([
      false,
      false,
      false,
    ]);
  });

  it("is opened once by a request that is retried with the same key", async () => {
    const { call } = openRuntime();
    const request = { user_id: "user_123", servers: ["stripe"] };
    const key = { "Idempotency-Key": "open-1" };
    const [first, second] = await Promise.all([
      call("POST", "/v1/sessions", request, key),
      call("POST", "/v1/sessions", request, key),
    ]);
    expect(first.status).toBe(201);
    expect(second.body.id).toBe(first.body.id);
    const other = await call("POST", "/v1/sessions", { ...request, user_id: "x" }, key);
    expect([other.status, other.body.code]).toEqual([422, "idempotency_conflict"]);
  });

  it("becomes active with the servers that can be attached", async () => {
    const { call } = openRuntime({
      servers: { broken: { command: "/nonexistent/server" } },
    });
    const servers = ["stripe", "broken"];
    const { body } = await call("POST", "/v1/sessions", { user_id: "u", servers });
    expect(body.status).toBe("active");
    expect(body.servers.map((server: { status: string }) => server.status)).toEqual([
      "connected",
      "error",
    ]);
  });

  it("is in error when servers were asked for and none could be attached", async () => {
    const { call, execute } = openRuntime({
      servers: { broken: { command: "/nonexistent/server" } },
    });
    const { status, body } = await call("POST", "/v1/sessions", {
      user_id: "u",
      servers: ["broken"],
    });
    expect([status, body.status]).toEqual([201, "error"]);
    const refused = await execute(body.id, "codespar_discover", { query: "x" });
    expect([refused.status, refused.body.code]).toEqual([404, "session_closed"]);
  });

  it("with no servers at all has the meta-tools", async () => {
    const { call } = openRuntime();
    const { body } = await call("POST", "/v1/sessions", { user_id: "u", servers: [] });
    const tools = await call("GET", `/v1/sessions/${body.id}/tools`);
    const servers = new Set(tools.body.data.map((tool: { server: string }) => tool.server));
    expect([...servers]).toEqual(["codespar"]);
    expect(tools.body.data).toHaveLength(10);
  });

  it("merges preset and servers, each server once, under its own name or another", async () => {
    const { call } = openRuntime();
    const { body } = await call("POST", "/v1/sessions", {
      user_id: "u",
      preset: "brazilian",
      servers: ["mercado-pago", "stripe"],
    });
    expect(new Set(body.server_ids).size).toBe(body.server_ids.length);
    expect(body.server_ids).toContain("mercadopago");
    expect(body.server_ids).not.toContain("mercado-pago");
  });

  it("is listed newest first, a page at a time", async () => {
    const { call, clock, session } = openRuntime();
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      ids.unshift(await session([]));
      clock.advance(1);
    }
    const first = await call("GET", "/v1/sessions?limit=3");
    const cursor = first.body.next_cursor;
    const second = await call("GET", `/v1/sessions?limit=3&cursor=${cursor}`);
    const listed = [...first.body.data, ...second.body.data].map((row: { id: string }) => row.id);
    expect(listed).toEqual(ids);
    expect(second.body.next_cursor).toBeNull();
  });
});

describe("the sandbox clock", () => {
  it("moves the sessions of its own project, and only for test keys", async () => {
    const { call, session } = openRuntime();
    const id = await session();
    await call("POST", "/v1/sandbox/clock", { advance_ms: 31 * minuteMs });
    // A list looks at no session by itself: this one was swept.
    expect((await call("GET", "/v1/sessions")).body.data).toMatchObject([{ id, status: "closed" }]);
    expect((await call("GET", `/v1/sessions/${id}`)).body.status).toBe("closed");
    const live = openRuntime({ apiKey: "csk_live_0123456789abcdef" });
    const refused = await live.call("POST", "/v1/sandbox/clock", { advance_ms: 1 });
    expect([refused.status, refused.body.code]).toEqual([404, "not_found"]);
  });
});

describe("a runtime", () => {
  it("is closed once, however often it is told to", async () => {
    const { runtime, session } = openRuntime();
    await session();
    await Promise.all([runtime.close(), runtime.close()]);
    await runtime[Symbol.asyncDispose]();
    await expect(runtime.fetch("http://localhost/healthz")).rejects.toThrow("closed");
  });
});
