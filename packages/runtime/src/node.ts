import { once } from "node:events";
import { createServer } from "node:http";

import { getRequestListener } from "@hono/node-server";

import type { Runtime } from "./runtime.ts";

/** How long answers may take to arrive once everything else is closed, and how often to look. */
const flushMs = 2_000;
const hangUpMs = 10;

/** Where to listen. */
export interface ServeOptions {
  /** Port; 0 takes a free one (8787). */
  readonly port?: number | undefined;
  /** Interface (127.0.0.1). */
  readonly host?: string | undefined;
  /**
   * Milliseconds `close` goes on serving while `/readyz` says no (0), so that whoever spreads
   * requests notices.
   */
  readonly drainMs?: number | undefined;
}

/** A runtime that listens. */
export interface ServedRuntime extends AsyncDisposable {
  /** Where it listens, such as `http://127.0.0.1:8787`. */
  readonly url: string;
  /** Stops listening, lets requests under way finish, and closes the runtime. */
  close(): Promise<void>;
}

/** Serves a runtime over HTTP; resolves when it listens. */
export async function serve(
  runtime: Runtime,
  { port = 8787, host = "127.0.0.1", drainMs = 0 }: ServeOptions = {},
): Promise<ServedRuntime> {
  await runtime.ready();
  const listener = getRequestListener((request) => runtime.fetch(request).catch(toClosed));
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  const actual = typeof address === "object" && address !== null ? address.port : port;
  const closeOnce = async (): Promise<void> => {
    runtime.drain();
    await wait(drainMs);
    const closed = once(server, "close");
    server.close();
    await runtime.close();
    // What was answered last is still on its way.
    const hangingUp = setInterval(() => server.closeIdleConnections(), hangUpMs);
    await Promise.race([closed, wait(flushMs)]);
    clearInterval(hangingUp);
    server.closeAllConnections();
  };
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= closeOnce());
  return { url: `http://${host}:${actual}`, close, [Symbol.asyncDispose]: close };
}

/** A request that came over a connection from before the runtime was closed. */
function toClosed(): Response {
  const message = "The runtime is closed.";
  const body = { error: "internal", code: "internal", message, status: 503 };
  return Response.json(body, { status: 503, headers: { Connection: "close", "Retry-After": "1" } });
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
