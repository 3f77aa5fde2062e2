import { CodeSpar } from "@codespar/sdk";
import { describe, expect, it } from "vitest";

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly project: string | null;
  readonly accept: string | null;
}

/** A client, and what it sends; everything is answered alike. */
function open(answer: unknown, status = 200) {
  const sent: Sent[] = [];
  const codespar = new CodeSpar({
    apiKey: "csk_test_x",
    baseUrl: "http://codespar.test",
    projectId: "prj_1",
    maxRetries: 0,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const { method, url, headers } = request;
      const body = await request.text();
      const project = headers.get("x-codespar-project");
      sent.push({ method, url, body, project, accept: headers.get("accept") });
      const text = typeof answer === "string" ? answer : JSON.stringify(answer);
      return new Response(status === 204 ? null : text, { status });
    },
  });
  const last = () => {
    const { method, url } = sent.at(-1) ?? { method: "", url: "" };
    return `${method} ${url.replace("http://codespar.test", "")}`;
  };
  return { codespar, sent, last };
}

describe("request", () => {
  it("asks an endpoint by its name, and answers what the wire has", async () => {
    const { codespar, last, sent } = open({ id: "stripe" });
    const found = await codespar.request("getServer", { params: { server_id: "a/b" } });
    expect([last(), found.id, sent[0]?.project]).toEqual([
      "GET /v1/servers/a%2Fb",
      "stripe",
      "prj_1",
    ]);
    const query = { country: "BR", category: undefined, limit: 2 };
    await codespar.request("listServers", { query });
    expect(last()).toBe("GET /v1/servers?country=BR&limit=2");
    const params = { project_id: "prj_1" };
    await codespar.request("setPolicy", { params, body: { deny_tools: ["x"] } });
    expect([last(), sent.at(-1)?.body]).toEqual([
      "PUT /v1/projects/prj_1/policy",
      '{"deny_tools":["x"]}',
    ]);
  });

  it("answers nothing where the wire has nothing", async () => {
    const { codespar, last } = open("", 204);
    const params = { key_id: "key_1" };
    expect(await codespar.request("revokeApiKey", { params })).toBe(undefined);
    expect(last()).toBe("DELETE /v1/api-keys/key_1");
  });

  it.each([200, 204])("refuses an answer of HTTP %s that has nothing in it", async (status) => {
    const { codespar } = open("", status);
    for (const asked of [
      codespar.request("whoami"),
      codespar.usage(),
      codespar.audit.list(),
      codespar.audit.verify(),
      codespar.calls.get("tc_1"),
      codespar.approvals.list(),
      codespar.approvals.approve("apr_1"),
      codespar.sessions.list(),
      codespar.get("ses_1"),
    ]) {
      await expect(asked).rejects.toMatchObject({
        name: "CodeSparError",
        code: "invalid_response",
      });
    }
  });

  it("refuses something else than what was asked for", async () => {
    const { codespar } = open({ ok: true });
    for (const asked of [
      codespar.usage(),
      codespar.audit.list(),
      codespar.audit.verify(),
      codespar.calls.get("tc_1"),
      codespar.calls.resolve("tc_1", { executed: true, reason: "It is at the bank." }),
    ]) {
      await expect(asked).rejects.toMatchObject({ code: "invalid_response" });
    }
  });

  it("refuses a path with a parameter left out, before anything is sent", async () => {
    const { codespar, sent } = open({});
    await expect(codespar.request("getServer")).rejects.toMatchObject({
      code: "invalid_request",
      message: "getServer needs the parameter server_id.",
    });
    expect(sent).toEqual([]);
  });
});

describe("usage", () => {
  it("sends what is to be counted, instants in UTC", async () => {
    const { codespar, last } = open({ data: [] });
    await codespar.usage();
    expect(last()).toBe("GET /v1/usage");
    await codespar.usage({ from: new Date("2026-11-01"), groupBy: "tool", sessionId: "ses_1" });
    expect(last()).toBe(
      "GET /v1/usage?from=2026-11-01T00%3A00%3A00.000Z&group_by=tool&session_id=ses_1",
    );
  });
});

describe("audit", () => {
  it("lists a page, and verifies", async () => {
    const { codespar, last } = open({ data: [{ seq: 1 }], next_cursor: "1", valid: true });
    const page = await codespar.audit.list({ toolCallId: "tc_1", limit: 1 });
    expect(page).toEqual({ data: [{ seq: 1 }], nextCursor: "1" });
    expect(last()).toBe("GET /v1/audit?tool_call_id=tc_1&limit=1");
    expect((await codespar.audit.verify()).valid).toBe(true);
    expect(last()).toBe("GET /v1/audit/verify");
  });

  it("streams an export, and throws a refusal before the stream opens", async () => {
    const { codespar, last, sent } = open("a,b\r\n");
    const stream = await codespar.audit.export({ format: "csv", afterSeq: 7 });
    expect(await new Response(stream).text()).toBe("a,b\r\n");
    expect([last(), sent[0]?.body, sent[0]?.project, sent[0]?.accept]).toEqual([
      "GET /v1/audit/export?format=csv&cursor=7",
      "",
      "prj_1",
      "*/*",
    ]);
    const refused = open({ code: "insufficient_scope", message: "No." }, 403);
    await expect(refused.codespar.audit.export()).rejects.toMatchObject({
      code: "insufficient_scope",
    });
  });
});

describe("calls", () => {
  it("shows one, and says what became of it", async () => {
    const { codespar, last, sent } = open({ id: "tc_1", status: "success" });
    expect((await codespar.calls.get("tc_1")).status).toBe("success");
    expect(last()).toBe("GET /v1/tool-calls/tc_1");
    await codespar.calls.resolve("tc_1", { executed: false, reason: "Not at the bank." });
    expect(last()).toBe("POST /v1/tool-calls/tc_1/resolve");
    expect(JSON.parse(sent.at(-1)?.body ?? "")).toEqual({
      outcome: "not_executed",
      reason: "Not at the bank.",
    });
  });
});
