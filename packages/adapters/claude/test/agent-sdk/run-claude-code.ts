import { mkdtemp, rm } from "node:fs/promises";
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import { type Options, query } from "@anthropic-ai/claude-agent-sdk";
import { createServer } from "@codespar/claude/agent-sdk";
import { type AdapterRun, type AdapterScript, createMessagesWire } from "@codespar/conformance";

import { readMessages } from "../run-messages.ts";

const prefix = "mcp__codespar__";

/** Claude Code itself, as the Agent SDK starts it, against a model on loopback. */
export async function runClaudeCode(script: AdapterScript): Promise<AdapterRun> {
  const { session, options = {}, approve, signal, turns } = script;
  const named = turns.map((calls) => calls.map((call) => ({ ...call, name: prefix + call.name })));
  const { fetch, requests } = createMessagesWire(named);
  await using api = await serve(fetch);
  await using home = await createHome();
  const abortController = new AbortController();
  signal?.addEventListener("abort", () => abortController.abort());
  const asked = approve === undefined ? {} : { approve: () => approve };
  const settings: Options = {
    abortController,
    env: environment(api.url, home.folder),
    mcpServers: { codespar: createServer(session, { ...options, ...asked, alwaysLoad: true }) },
    allowedTools: [`${prefix}*`],
    settingSources: [],
    maxTurns: turns.length + 2,
  };
  let error: unknown;
  try {
    for await (const message of query({ prompt: "Go.", options: settings })) {
      if (message.type === "result" && message.is_error) error = message;
    }
  } catch (cause) {
    error = cause;
  }
  const { definitions, told } = readMessages(requests);
  return {
    error,
    told,
    waiting: [],
    definitions: definitions
      .filter(({ name }) => name.startsWith(prefix))
      .map(({ name, ...definition }) => ({ ...definition, name: name.slice(prefix.length) })),
  };
}

function environment(url: string, home: string): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_API_KEY: "test",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
  };
}

async function createHome() {
  const folder = await mkdtemp(path.join(tmpdir(), "codespar-"));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
  return { folder, [Symbol.asyncDispose]: remove };
}

async function serve(fetch: typeof globalThis.fetch) {
  const server = createHttpServer((request, response) => {
    void answer(fetch, request, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function answer(
  fetch: typeof globalThis.fetch,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = `http://localhost${request.url ?? "/"}`;
  if (!url.includes("/v1/messages")) {
    response.end("{}");
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const answered = await fetch(url, { method: "POST", body: Buffer.concat(chunks) });
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(await answered.text());
}
