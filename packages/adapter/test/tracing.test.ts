import { createToolkit } from "@codespar/adapter";
import { createRecordingSession } from "@codespar/sdk/testing";
import { type Context, context, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { afterEach, expect, it } from "vitest";

const framework = { name: "test", adapterVersion: "0.0.0" };
const spanContext = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  traceFlags: 1,
};

afterEach(() => context.disable());

function activate(): Map<string, unknown> {
  const attributes = new Map<string, unknown>();
  const span = {
    ...trace.wrapSpanContext(spanContext),
    spanContext: () => spanContext,
    setAttribute: (name: string, value: unknown) => attributes.set(name, value),
  };
  const active: Context = trace.setSpan(ROOT_CONTEXT, span as never);
  context.setGlobalContextManager({
    active: () => active,
    with: (_context, run, self, ...values) => run.call(self as never, ...values),
    bind: (_context, target) => target,
    enable: () => context as never,
    disable: () => context as never,
  });
  return attributes;
}

it("marks the active span and carries its trace context with the call", async () => {
  const attributes = activate();
  const session = createRecordingSession();
  const { tools } = await createToolkit(session, { framework, defaultDialect: "portable" });
  await tools[0]?.call({}, { toolCallId: "call_1" });
  expect(Object.fromEntries(attributes)).toEqual({
    "codespar.session.id": "ses_recording",
    "codespar.tool_call.id": "call_1",
  });
  const { traceparent } = session.calls[0]?.options.toolCall ?? {};
  expect(traceparent).toBe("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
});

it("carries none when nothing is traced", async () => {
  const session = createRecordingSession();
  const { tools } = await createToolkit(session, { framework, defaultDialect: "portable" });
  await tools[0]?.call({}, { toolCallId: "call_1" });
  expect(session.calls[0]?.options.toolCall?.traceparent).toBeUndefined();
});
