import { CodeSpar } from "@codespar/sdk";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const session = { id: "ses_1", user_id: "u", status: "active", servers: [], expires_at: "" };
const first = `data: ${JSON.stringify({ type: "user_message", content: "Hi", turn_id: "t" })}\n\n`;

/** A session whose turns say one thing and then nothing. */
async function openSilent() {
  const ended: string[] = [];
  const silent = (): ReadableStream<Uint8Array> =>
    new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode(first)),
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
});
