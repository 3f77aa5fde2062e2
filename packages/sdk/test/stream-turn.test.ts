import { CodeSpar } from "@codespar/sdk";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const session = { id: "ses_1", user_id: "u", status: "active", servers: [], expires_at: "" };
const first = `data: ${JSON.stringify({ type: "user_message", content: "Hi", turn_id: "t" })}\n\n`;

/** A session whose turns say one thing and then nothing. */
async function openSilent(...later: readonly string[]) {
  const ended: string[] = [];
  const silent = (): ReadableStream<Uint8Array> =>
    new ReadableStream({
      start(controller) {
        for (const text of [first, ...later]) controller.enqueue(new TextEncoder().encode(text));
      },
      cancel: () => void ended.push("canceled"),
    });
  const fetch: typeof globalThis.fetch = (input, init) => {
    const { url } = new Request(input, init);
    const isTurn = url.endsWith("/send");
    return Promise.resolve(isTurn ? new Response(silent()) : Response.json(session));
  };
  const codespar = new CodeSpar({ apiKey: "csk_test_0123456789abcdef", fetch, maxRetries: 0 });
  return { ended, session: await codespar.create("u", { servers: [] }) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a turn's stream", () => {
  it("ends its connection when it is left", async () => {
    const { session: opened, ended } = await openSilent();
    for await (const { type } of opened.sendStream("Hi")) {
      expect(type).toBe("user_message");
      break;
    }
    expect(ended).toEqual(["canceled"]);
  });

  it("ends its connection when nothing is heard any more", async () => {
    const { session: opened, ended } = await openSilent();
    const events = opened.sendStream("Hi", { idleTimeoutMs: 1_000 });
    await events.next();
    const next = events.next();
    next.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(1_000);
    await expect(next).rejects.toMatchObject({ code: "timeout" });
    expect(ended).toEqual(["canceled"]);
  });

  it("leaves nothing at a signal that outlives it, however it ends", async () => {
    const done = `data: ${JSON.stringify({ type: "done", result: {} })}\n\n`;
    const { session: opened } = await openSilent(done);
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, "addEventListener");
    const removed = vi.spyOn(signal, "removeEventListener");
    for await (const { type } of opened.sendStream("Hi", { signal }))
      expect(type).not.toBe("error");
    const left = opened.sendStream("Hi", { signal });
    await left.next();
    await left.return(undefined);
    const heard = added.mock.calls.map(([, listener]) => listener);
    const unheard = new Set(removed.mock.calls.map(([, listener]) => listener));
    expect(heard.length).toBeGreaterThan(0);
    expect(heard.filter((listener) => !unheard.has(listener))).toEqual([]);
  });
});
