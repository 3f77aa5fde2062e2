import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A way to a database that breaks when it is told to. */
export interface CutProxy extends AsyncDisposable {
  readonly port: number;
  /** Breaks every connection there is. */
  cut(): void;
  /** Lets nothing through, in either direction, until it is called again with `false`. */
  stall(stalled: boolean): void;
}

/** Starts a proxy to a port of this machine. */
export async function startCutProxy(port: number): Promise<CutProxy> {
  const sockets = new Set<Socket>();
  let stalled = false;

  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    if (stalled) socket.pause();
  }

  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    near.pipe(far);
    far.pipe(near);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
    keep(near);
    keep(far);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    stall(now) {
      stalled = now;
      for (const socket of sockets)
        if (now) socket.pause();
        else socket.resume();
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
