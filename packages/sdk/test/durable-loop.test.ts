import { CodeSpar, CodeSparError, type DurableLoopEvent } from "@codespar/sdk";
import { describe, expect, it, vi } from "vitest";

type Answer = (signal: AbortSignal) => Response;

const session = { id: "ses_1", user_id: "u", status: "active", servers: [], expires_at: "" };
const loop = (status: string) => ({ id: "loop_1", status, steps: [] });
const json = (body: object) => (): Response => Response.json(body);
const frame = (event: object): string => `event: x\ndata: ${JSON.stringify(event)}\n\n`;

/** A stream of events; one that breaks off ends before its last. */
const stream =
  (...events: readonly object[]): Answer =>
  () =>
    new Response(events.map(frame).join(""), { headers: { "content-type": "text/event-stream" } });

async function open(...answers: readonly Answer[]) {
  const sent: Request[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const answer = answers[sent.length - 1] ?? answers.at(-1);
    sent.push(request);
    const { signal } = request;
    return (sent.length === 1 ? json(session) : (answer ?? json({})))(signal);
  };
  const codespar = new CodeSpar({ apiKey: "csk_test_0123456789abcdef", fetch, maxRetries: 0 });
  return { sent, session: await codespar.create("u", { servers: [] }) };
}

async function collect(events: AsyncIterable<DurableLoopEvent>): Promise<readonly string[]> {
  const types: string[] = [];
  for await (const { type } of events) types.push(type);
  return types;
}

describe("session.startLoop", () => {
  it("sends the steps in the contract's terms, under a key", async () => {
    const { session: opened, sent } = await open(json(loop("running")));
    const { id } = await opened.startLoop({
      steps: [
        { tool: "codespar_pay", params: { amount: 1 } },
        {
          tool: "codespar_invoice",
          params: { payment_id: "{{steps[0].data.payment_id}}" },
          when: "{{steps[0].success}}",
          retryPolicy: { maxRetries: 2, backoff: "linear", baseDelay: 10 },
        },
      ],
      abortOnError: false,
      idempotencyKey: "order-1",
    });
    expect(id).toBe("loop_1");
    expect(sent[1]?.headers.get("idempotency-key")).toBe("order-1");
    expect(await sent[1]?.json()).toEqual({
      steps: [
        { tool: "codespar_pay", params: { amount: 1 } },
        {
          tool: "codespar_invoice",
          params: { payment_id: "{{steps[0].data.payment_id}}" },
          when: "{{steps[0].success}}",
          retry_policy: { max_retries: 2, backoff: "linear", base_delay_ms: 10 },
        },
      ],
      abort_on_error: false,
    });
  });
});

describe("a loop's events", () => {
  const running = { type: "loop", loop: loop("running") };
  const done = { type: "done", loop: loop("done") };

  it("go on over another connection when one breaks off", async () => {
    vi.useFakeTimers();
    const { session: opened, sent } = await open(
      json(loop("running")),
      stream(running, { type: "step", step: { index: 0 } }),
      stream(running, done),
    );
    const events = collect((await opened.startLoop({ steps: [] })).events());
    await vi.runAllTimersAsync();
    expect(await events).toEqual(["loop", "step", "loop", "done"]);
    expect(sent.slice(2).map(({ method, url }) => `${method} ${new URL(url).pathname}`)).toEqual([
      "GET /v1/sessions/ses_1/loops/loop_1",
      "GET /v1/sessions/ses_1/loops/loop_1",
    ]);
    vi.useRealTimers();
  });

  it("are asked for again after a refusal that passes", async () => {
    vi.useFakeTimers();
    const refused = { code: "rate_limited", message: "Later.", status: 429 };
    const { session: opened } = await open(
      json(loop("running")),
      () => Response.json(refused, { status: 429 }),
      stream(running, done),
    );
    const result = (await opened.startLoop({ steps: [] })).result();
    await vi.runAllTimersAsync();
    expect(await result).toEqual(loop("done"));
    vi.useRealTimers();
  });

  it("lead to the result", async () => {
    const { session: opened } = await open(json(loop("running")), stream(running, done));
    expect(await (await opened.startLoop({ steps: [] })).result()).toEqual(loop("done"));
  });

  it("end with the refusal of a loop that is not there", async () => {
    const refused = { error: "not_found", code: "not_found", message: "None.", status: 404 };
    const { session: opened } = await open(json(loop("running")), () =>
      Response.json(refused, { status: 404 }),
    );
    const handle = await opened.startLoop({ steps: [] });
    const failed = await handle.result().catch((cause: unknown) => cause);
    expect(CodeSparError.is(failed) && failed.code).toBe("not_found");
  });

  it("stop when the caller does", async () => {
    const { session: opened } = await open(json(loop("running")), stream(running));
    const handle = await opened.startLoop({ steps: [] });
    const stopping = new AbortController();
    const result = handle.result({ signal: stopping.signal });
    stopping.abort();
    await expect(result).rejects.toMatchObject({ code: "aborted" });
  });
});
