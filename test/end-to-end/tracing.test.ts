/** One trace from a caller's span, through the SDK and the runtime, to the MCP server. */
import type { AuditEntry, Page } from "@codespar/protocol";
import { createRuntime } from "@codespar/runtime";
import { serve } from "@codespar/runtime/node";
import { CodeSpar, type Session } from "@codespar/sdk";
import { context, createTraceState, type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";

import { serveTools } from "../../packages/runtime/test/servers/serve-tools.ts";

const apiKey = "csk_test_tracing-0123456789";
const exporter = new InMemorySpanExporter();
const remote = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

beforeEach(() => exporter.reset());

interface Scene {
  readonly session: Session;
  readonly url: string;
  /** What came with the calls that reached the server. */
  readonly metas: Readonly<Record<string, unknown>>[];
  execute(tool: string, headers: Readonly<Record<string, string>>): Promise<unknown>;
  audit(tool: string): Promise<readonly AuditEntry[]>;
}

async function open(): Promise<Scene> {
  const metas: Readonly<Record<string, unknown>>[] = [];
  const provider = await serveTools({
    charge: {
      run({ meta, input }) {
        metas.push(meta);
        return { charged: input["card"] };
      },
    },
  });
  const servers = { provider: { url: provider.url } };
  const served = await serve(createRuntime({ apiKey, servers }), { port: 0 });
  onTestFinished(async () => {
    await served.close();
    await provider[Symbol.asyncDispose]();
  });
  const codespar = new CodeSpar({ apiKey, baseUrl: served.url });
  const session = await codespar.create("user_123", { servers: ["provider", "stripe"] });
  exporter.reset();
  const headers = { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json" };
  return {
    session,
    url: served.url,
    metas,
    execute: (tool, more) =>
      fetch(`${served.url}/v1/sessions/${session.id}/execute`, {
        method: "POST",
        headers: { ...headers, ...more },
        body: JSON.stringify({ tool, input: {} }),
      }),
    async audit(tool) {
      const answer = await fetch(`${served.url}/v1/audit?tool=${tool}`, { headers });
      const { data } = (await answer.json()) as Page<AuditEntry>;
      return data;
    },
  };
}

describe("without OpenTelemetry's SDK", () => {
  it("a trace context goes through to the server and into the audit as it came", async () => {
    const { session, metas, execute, audit } = await open();
    await execute("provider_charge", { traceparent: remote });
    await session.execute("provider_charge", {}, { toolCall: { traceparent: remote } });
    await session.execute("provider_charge", {});
    expect(metas.map(({ traceparent }) => traceparent)).toEqual([remote, remote, undefined]);
    const entries = await audit("provider_charge");
    const told = entries.map(({ origin }) => origin?.traceparent === remote);
    expect(told).toEqual([true, true, true, true, false, false]);
  });
});

describe("with OpenTelemetry's SDK", () => {
  function register(): void {
    const spanProcessors = [new SimpleSpanProcessor({ exporter })];
    trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors }));
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  }

  /** Runs inside a span of the application's. */
  async function inSpan<Result>(run: (span: Span) => Promise<Result>): Promise<Result> {
    const traceState = createTraceState("vendor=1");
    const root = { traceId: remote.slice(3, 35), spanId: remote.slice(36, 52), traceFlags: 1 };
    const parent = trace.setSpanContext(context.active(), { ...root, traceState });
    return trace.getTracer("test").startActiveSpan("application", {}, parent, async (span) => {
      try {
        return await run(span);
      } finally {
        span.end();
      }
    });
  }

  /** The spans from the application's inwards, each the parent of the next. */
  function chainOf(spans: readonly ReadableSpan[]): readonly ReadableSpan[] {
    const chain: ReadableSpan[] = [];
    let next = spans.find(({ name }) => name === "application");
    while (next !== undefined) {
      chain.push(next);
      const { spanId } = next.spanContext();
      next = spans.find(({ parentSpanContext }) => parentSpanContext?.spanId === spanId);
    }
    return chain;
  }

  it("a call is one chain of spans, whose last the server is told", async () => {
    register();
    const { session, metas } = await open();
    const toolCall = { id: "call_1", framework: "test" };
    const { tool_call_id: callId } = await inSpan(() =>
      session.execute("provider_charge", {}, { toolCall }),
    );
    const chain = chainOf(exporter.getFinishedSpans());
    expect(chain.map(({ name }) => name)).toEqual([
      "application",
      "session.execute provider_charge",
      "POST /v1/sessions/{session_id}/execute",
      "execute_tool provider_charge",
      "tools/call charge",
    ]);
    const [, client, server, internal, mcp] = chain;
    const call = {
      "gen_ai.tool.name": "provider_charge",
      "gen_ai.tool.call.id": "call_1",
      "codespar.session.id": session.id,
      "codespar.call.id": callId,
    };
    expect(client?.attributes).toEqual(call);
    expect(server?.attributes).toEqual({
      "http.request.method": "POST",
      "http.route": "/v1/sessions/{session_id}/execute",
      "http.response.status_code": 200,
    });
    expect(internal?.attributes).toEqual({
      ...call,
      "gen_ai.operation.name": "execute_tool",
      "codespar.server.id": "provider",
    });
    expect(mcp?.attributes).toEqual({
      "mcp.method.name": "tools/call",
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "charge",
      "codespar.server.id": "provider",
    });
    const { traceId, spanId } = mcp?.spanContext() ?? {};
    expect(traceId).toBe(remote.slice(3, 35));
    expect(metas).toMatchObject([
      { traceparent: `00-${traceId}-${spanId}-01`, tracestate: "vendor=1" },
    ]);
  });

  it("no argument and no result is in a span, nor what an error says of them", async () => {
    const { session } = await open();
    const card = "4111111111111111";
    await inSpan(async () => {
      await session.execute("provider_charge", { card });
      await session.execute("codespar_pay", { amount: card });
    });
    const spans = exporter.getFinishedSpans();
    const told = spans.map(({ name, attributes, events, status }) =>
      JSON.stringify([name, attributes, events, status]),
    );
    expect(told.length).toBeGreaterThan(6);
    expect(told.filter((text) => text.includes(card))).toEqual([]);
  });

  it("a failure says why on each span it went through", async () => {
    const { session } = await open();
    const declined = { amount: 100, description: "sandbox:declined" };
    await inSpan(() => session.execute("codespar_pay", declined));
    const failed = chainOf(exporter.getFinishedSpans()).filter(
      ({ status }) => status.code === SpanStatusCode.ERROR,
    );
    expect(failed.map(({ name, attributes }) => [name, attributes["error.type"]])).toEqual([
      ["session.execute codespar_pay", "provider_error"],
      ["execute_tool codespar_pay", "provider_error"],
      ["tools/call stripe_create_payment_intent", "tool_error"],
    ]);
  });

  it("the audit names the trace of a call, whoever told of it", async () => {
    const { session, audit } = await open();
    await inSpan(() => session.execute("provider_charge", {}));
    const entries = await audit("provider_charge");
    expect(entries).toHaveLength(2);
    for (const { origin } of entries) expect(origin?.traceparent).toContain(remote.slice(3, 35));
  });

  it("the steps of a durable loop belong to the trace that started it", async () => {
    const { session } = await open();
    const loop = await inSpan(() => session.startLoop({ steps: [{ tool: "provider_charge" }] }));
    expect((await loop.result()).status).toBe("done");
    const spans = exporter.getFinishedSpans();
    const names = spans
      .filter((span) => span.spanContext().traceId === remote.slice(3, 35))
      .map(({ name }) => name);
    expect(names).toContain("execute_tool provider_charge");
    expect(names).toContain("tools/call charge");
  });
});
