/** The official conformance scenarios against a session's MCP endpoint, over a socket. */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, request } from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";

import { createRuntime } from "@codespar/runtime";
import { serve } from "@codespar/runtime/node";
import { CodeSpar } from "@codespar/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const manifest = require.resolve("@modelcontextprotocol/conformance/package.json");
const suite = path.join(path.dirname(manifest), "dist/index.js");
const fixture = path.join(import.meta.dirname, "servers/conformance.mjs");

const scenarios = [
  "server-initialize",
  "ping",
  "tools-list",
  "tools-call-simple-text",
  "tools-call-image",
  "tools-call-audio",
  "tools-call-embedded-resource",
  "tools-call-mixed-content",
  "tools-call-error",
  "tools-call-with-progress",
  "dns-rebinding-protection",
];

/** What a session does not offer to MCP clients, and the scenarios that ask for it. */
const notApplicable: Readonly<Record<string, readonly string[]>> = {
  "A session has tools; it has no resources.": [
    "resources-list",
    "resources-read-text",
    "resources-read-binary",
    "resources-templates-read",
    "resources-subscribe",
    "resources-unsubscribe",
  ],
  "A session has no prompts, and so nothing to complete.": [
    "prompts-list",
    "prompts-get-simple",
    "prompts-get-with-args",
    "prompts-get-embedded-resource",
    "prompts-get-with-image",
    "completion-complete",
  ],
  "Servers behind a session are not given the client's model or its user: who approves is policy.":
    [
      "tools-call-sampling",
      "tools-call-elicitation",
      "elicitation-sep1034-defaults",
      "elicitation-sep1330-enums",
    ],
  "Logging is deprecated in the current protocol.": [
    "logging-set-level",
    "tools-call-with-logging",
  ],
  "Resuming streams is not in the current protocol; a key makes a repeated call safe instead.": [
    "server-sse-polling",
    "server-sse-multiple-streams",
  ],
  "The scenario calls a tool by a name that a session would prefix with its server's.": [
    "json-schema-2020-12",
  ],
};

/** Passes requests on with a session's token, which the suite cannot be told. */
async function startProxy(target: string, headers: Readonly<Record<string, string>>) {
  const server = createServer((incoming, outgoing) => {
    const { method, headers: own } = incoming;
    const forwarded = request(target, { method, headers: { ...own, ...headers } }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on("error", () => outgoing.destroy());
    outgoing.on("close", () => forwarded.destroy());
    incoming.pipe(forwarded);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

describe("the official conformance suite", () => {
  const runtime = createRuntime({
    servers: { test: { command: process.execPath, args: [fixture] } },
  });
  const closing: Array<() => unknown> = [];
  let url = "";

  beforeAll(async () => {
    const served = await serve(runtime, { port: 0 });
    const codespar = new CodeSpar({ apiKey: runtime.apiKey, baseUrl: served.url });
    const { mcp } = await codespar.create("user_123", { servers: ["test"] });
    const proxy = await startProxy(mcp.url, mcp.headers ?? {});
    closing.push(proxy.close, served.close);
    url = proxy.url;
  });
  afterAll(async () => {
    for (const close of closing) await close();
  });

  it.each(scenarios)("passes %s", async (scenario) => {
    const args = [suite, "server", "--url", url, "--scenario", scenario];
    const { stdout } = await run(process.execPath, args);
    expect(stdout).toMatch(/Passed: [1-9]\d*\/\d+, 0 failed/);
  });

  it("has no scenario that is neither run nor explained", async () => {
    const { stdout } = await run(process.execPath, [suite, "list"]);
    const [server = ""] = stdout.split("Client scenarios");
    const listed = [...server.matchAll(/^ {2}- (\S+)/gm)].map(([, name]) => name);
    const known = [...scenarios, ...Object.values(notApplicable).flat()];
    expect(listed.toSorted()).toEqual(known.toSorted());
  });
});
