import { once } from "node:events";
import { createServer } from "node:http";

import { getRequestListener } from "@hono/node-server";

/** Something that listens on this machine. */
export interface Served extends AsyncDisposable {
  /** Where it listens, without a path. */
  readonly url: string;
}

/** Serves a handler on a free port; `cut` ends the connection without an answer. */
export async function serveFetch(
  handle: (request: Request, cut: () => void) => Response | Promise<Response>,
): Promise<Served> {
  const listener = getRequestListener((request, { incoming }) =>
    handle(request, () => incoming.socket.destroy()),
  );
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
