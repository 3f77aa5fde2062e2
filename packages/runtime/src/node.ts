import { once } from "node:events";
import { createServer } from "node:http";

import { getRequestListener } from "@hono/node-server";

import type { Runtime } from "./runtime.ts";

/** Where to listen. */
export interface ServeOptions {
  /** Port; 0 takes a free one (8787). */
  readonly port?: number | undefined;
  /** Interface (127.0.0.1). */
  readonly host?: string | undefined;
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
  { port = 8787, host = "127.0.0.1" }: ServeOptions = {},
): Promise<ServedRuntime> {
  await runtime.ready();
  const listener = getRequestListener((request) => runtime.fetch(request));
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  const actual = typeof address === "object" && address !== null ? address.port : port;
  const close = async (): Promise<void> => {
    server.close();
    server.closeIdleConnections();
    await runtime.close();
    server.closeAllConnections();
  };
  return { url: `http://${host}:${actual}`, close, [Symbol.asyncDispose]: close };
}
