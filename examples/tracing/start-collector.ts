import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";

/** A span as OTLP carries it. */
export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly scope: string;
}

/** What OpenTelemetry's exporters send to: any collector in the place of this one. */
export interface Collector extends AsyncDisposable {
  /** Where traces are posted. */
  readonly url: string;
  readonly spans: readonly CollectedSpan[];
}

interface ExportRequest {
  readonly resourceSpans: ReadonlyArray<{
    readonly scopeSpans: ReadonlyArray<{
      readonly scope: { readonly name: string };
      readonly spans: ReadonlyArray<Omit<CollectedSpan, "scope">>;
    }>;
  }>;
}

/** Starts a receiver of OTLP over HTTP. */
export async function startCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = [];

  async function collect(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { resourceSpans } = (await json(request)) as ExportRequest;
    for (const { scope, spans: told } of resourceSpans.flatMap(({ scopeSpans }) => scopeSpans)) {
      spans.push(...told.map((span) => ({ ...span, scope: scope.name })));
    }
    response.writeHead(200, { "Content-Type": "application/json" }).end("{}");
  }

  const server = createServer((request, response) => void collect(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/v1/traces`,
    spans,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
