import { type Served, serveFetch } from "../../../packages/runtime/test/servers/serve-fetch.ts";
import { serveTools, type ServedTool } from "../../../packages/runtime/test/servers/serve-tools.ts";

/** A server over HTTP that does its work, and then answers as its tool's name says. */
export interface HostileServer extends AsyncDisposable {
  readonly url: string;
  /** How often each tool ran. */
  readonly ran: ReadonlyMap<string, number>;
}

type Fault = (cut: () => void) => Response | Promise<Response>;

const json = { "Content-Type": "application/json" };

const faults: Readonly<Record<string, Fault>> = {
  drop(cut) {
    cut();
    return new Response(null);
  },
  halfway: () => new Response(brokenBody('{"jsonrpc":"2.0",'), { headers: json }),
  halfway_stream: () => {
    const headers = { "Content-Type": "text/event-stream" };
    return new Response(brokenBody("event: message\ndata: {"), { headers });
  },
  hang: () => new Promise(() => undefined),
  busy: () => new Response("slow down", { status: 429, headers: { "Retry-After": "7" } }),
  broken: () => new Response("oops", { status: 500 }),
  gateway: () => new Response("<html>Bad gateway</html>", { status: 502 }),
  gone: () => new Response("no such page", { status: 404 }),
  garbage: () => new Response("}{ not json", { headers: json }),
  stranger: () => Response.json({ jsonrpc: "2.0", id: 987_654, result: { content: [] } }),
  shapeless: () => Response.json({ jsonrpc: "2.0", id: 0, result: 7 }),
  huge: () => new Response(endlessBody(12_000_000), { headers: json }),
  huge_stream: () =>
    new Response(endlessBody(12_000_000), { headers: { "Content-Type": "text/event-stream" } }),
  elsewhere: () => Response.redirect("http://127.0.0.1:9/mcp", 307),
};

/** Starts it; each fault is a tool, and again one that only reads, `look_…`. */
export async function startHostileServer(): Promise<HostileServer> {
  const ran = new Map<string, number>();
  const inner = await serveTools(
    Object.fromEntries(Object.keys(faults).flatMap((name) => toTools(name, ran))),
  );
  const outer = await serveFetch(async (request, cut) => {
    const body = await request.clone().text();
    const answer = await fetch(inner.url, {
      method: request.method,
      headers: withoutHost(request.headers),
      ...(body === "" ? {} : { body }),
    });
    const tool = /"method":"tools\/call".*?"name":"(?:look_)?(\w+)"/s.exec(body)?.[1];
    const fault = tool === undefined ? undefined : faults[tool];
    if (fault === undefined) return answer;
    // Only when the work is done: an answer that is lost on the way.
    await answer.text();
    return fault(cut);
  });
  return { url: `${outer.url}/mcp`, ran, [Symbol.asyncDispose]: () => stop(outer, inner) };
}

async function stop(...servers: readonly Served[]): Promise<void> {
  for (const server of servers) await server[Symbol.asyncDispose]();
}

function toTools(
  name: string,
  ran: Map<string, number>,
): readonly (readonly [string, ServedTool])[] {
  const run = (tool: string) => () => {
    ran.set(tool, (ran.get(tool) ?? 0) + 1);
    return { done: tool };
  };
  const look = `look_${name}`;
  return [
    [name, { run: run(name) }],
    [look, { annotations: { readOnlyHint: true }, run: run(look) }],
  ];
}

function withoutHost(headers: Headers): Headers {
  const copy = new Headers(headers);
  for (const name of ["host", "connection", "content-length", "transfer-encoding"]) {
    copy.delete(name);
  }
  return copy;
}

function brokenBody(start: string): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async start(controller) {
      controller.enqueue(new TextEncoder().encode(start));
      await new Promise((resolve) => setImmediate(resolve));
      controller.error(new Error("cut"));
    },
  });
}

/** One that never ends a line, nor an object. */
function endlessBody(bytes: number): ReadableStream<Uint8Array> {
  const chunk = new TextEncoder().encode(`data: "${"x".repeat(65_536)}`);
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(chunk);
      sent += chunk.byteLength;
      if (sent >= bytes) controller.close();
    },
  });
}
