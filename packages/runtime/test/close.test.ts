/** A runtime that closes answers what it was asked, and stores what came of everything. */
import { expect, inject, it, onTestFinished } from "vitest";

import { startCutProxy } from "../../../test/faults/cut-proxy.ts";
import { createRuntime } from "../src/index.ts";
import { serve } from "../src/node.ts";
import { serveTools } from "./servers/serve-tools.ts";
import { newStore } from "./stores/new-store.ts";

const apiKey = "csk_test_closing-runtime-1";

/** A served runtime whose provider answers when it is told to. */
async function openServed(closeTimeoutMs?: number) {
  const asked: (() => void)[] = [];
  const provider = await serveTools({
    charge: {
      async run() {
        await new Promise<void>((resolve) => void asked.push(resolve));
        return { done: true };
      },
    },
  });
  onTestFinished(() => provider[Symbol.asyncDispose]());
  const options = { store: newStore(), apiKey, servers: { bank: { url: provider.url } } };
  const runtime = createRuntime({ ...options, closeTimeoutMs });
  const served = await serve(runtime, { port: 0 });
  const ask = (path: string, body?: object, url = served.url) =>
    fetch(`${url}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const session: any = await (
    await ask("/v1/sessions", { user_id: "user_123", servers: ["bank"] })
  ).json();
  const charge = () =>
    ask(`/v1/sessions/${session.id}/execute`, { tool: "bank_charge", input: {} });
  return { runtime, served, ask, asked, charge, options };
}

it("answers every call under way, and takes no new one", async () => {
  const { served, asked, charge, ask } = await openServed();
  const charging = Array.from({ length: 20 }, charge);
  await expect.poll(() => asked.length).toBe(20);
  const closing = served.close();
  for (const answer of asked) answer();
  const answers = await Promise.all(charging);
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
  for (const answer of answers) expect(await answer.json()).toMatchObject({ success: true });
  await closing;
  await expect(ask("/healthz")).rejects.toThrow("fetch failed");
});

it("says that it is not ready before it stops serving", async () => {
  const { runtime, served, ask } = await openServed();
  expect((await ask("/readyz")).status).toBe(200);
  runtime.drain();
  await expect.poll(async () => (await ask("/readyz")).status).toBe(503);
  expect((await ask("/healthz")).status).toBe(200);
  expect((await ask("/v1/whoami")).status).toBe(200);
  await served.close();
});

it("cuts off what takes too long, and whoever asks again is told that nobody knows", async () => {
  const { served, asked, charge, options } = await openServed(50);
  const charging = charge();
  await expect.poll(() => asked.length).toBe(1);
  await served.close();
  const answer: any = await (await charging).json();
  expect(answer).toMatchObject({ success: false, error_code: "outcome_unknown" });
  const after = createRuntime(options);
  onTestFinished(() => after.close());
  const response = await after.fetch(`http://codespar.test/v1/tool-calls/${answer.tool_call_id}`, {
    headers: { Authorization: `Bearer ${apiKey}` },
  });
  const stored: any = await response.json();
  expect(stored.status).toBe("unknown");
});

it.skipIf(inject("postgresUrl") === undefined)("closes although the store is away", async () => {
  const url = new URL(newStore());
  await using proxy = await startCutProxy(Number(url.port));
  url.port = String(proxy.port);
  const errors: string[] = [];
  const error = (message: string): void => void errors.push(message);
  const logger = { error, info: () => undefined };
  const runtime = createRuntime({ store: url.href, apiKey, logger });
  await runtime.ready();
  await proxy[Symbol.asyncDispose]();
  await runtime.close();
  expect(errors).toContain("The store was not told of the end.");
});
