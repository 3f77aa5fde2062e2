import { CodeSpar, type OpenTelemetryApi } from "@codespar/sdk";
import * as api from "@opentelemetry/api";
import { expect, it } from "vitest";

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const session = { id: "ses_1", user_id: "u", status: "active", servers: [], expires_at: "" };
const success = { success: true, data: {}, error: null, error_code: null, tool_call_id: "tc_1" };

async function open(openTelemetry: OpenTelemetryApi) {
  const sent: Request[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    sent.push(new Request(input, init));
    return Response.json(sent.length === 1 ? session : success);
  };
  const codespar = new CodeSpar({ apiKey: "csk_test_0123456789abcdef", fetch, openTelemetry });
  return { sent, session: await codespar.create("u", { servers: [] }) };
}

it("traces with the OpenTelemetry that it is given, in the caller's trace", async () => {
  const names: string[] = [];
  const trace = {
    getTracer: (name: string) => {
      const tracer = api.trace.getTracer(name);
      return {
        startSpan(span: string, options: api.SpanOptions, context: api.Context) {
          names.push(span);
          return tracer.startSpan(span, options, context);
        },
      };
    },
    getSpan: api.trace.getSpan,
    setSpan: api.trace.setSpan,
    setSpanContext: api.trace.setSpanContext,
  };
  const { session: opened, sent } = await open({ trace, context: api.context });
  await opened.execute("charge", {}, { toolCall: { id: "call_1", traceparent } });
  expect(names).toEqual(["session.execute charge"]);
  // Nobody records spans here: the trace context is the caller's own.
  expect(sent[1]?.headers.get("traceparent")).toBe(traceparent);
});

it("takes the whole package as it is, and sends no trace context where there is no trace", async () => {
  const { session: opened, sent } = await open(api);
  await opened.execute("charge", {});
  expect(sent[1]?.headers.get("traceparent")).toBeNull();
  expect(await sent[1]?.json()).toEqual({ tool: "charge", input: {} });
});
