import { createRuntime, type Runtime } from "@codespar/runtime";
import { type ServedRuntime, serve } from "@codespar/runtime/node";
import { CodeSpar } from "@codespar/sdk";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { runWith } from "./open-cli.ts";

let runtime: Runtime;
let served: ServedRuntime;

beforeAll(async () => {
  runtime = createRuntime();
  served = await serve(runtime, { port: 0 });
  vi.stubEnv("CODESPAR_API_KEY", runtime.apiKey);
  vi.stubEnv("CODESPAR_BASE_URL", served.url);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await served.close();
});

const run = (...args: readonly string[]) => runWith({}, args);

interface Printed {
  readonly mcpServers?: Record<string, { url: string; headers: Record<string, string> }>;
  readonly servers?: Record<string, { type: string; url: string; headers: Record<string, string> }>;
}

describe("mcp-config", () => {
  it("prints what Cursor needs, and its token reaches the session", async () => {
    const { code, printed, complaints } = await run(
      "mcp-config",
      "--client",
      "cursor",
      "--preset",
      "all",
    );
    expect([code, complaints]).toEqual([0, "For .cursor/mcp.json:\n"]);
    const { mcpServers = {} } = JSON.parse(printed) as Printed;
    const { url = "", headers = {} } = mcpServers["codespar"] ?? {};
    expect(printed).not.toContain(runtime.apiKey);
    const response = await fetch(url, {
      method: "POST",
      headers: {
        ...headers,
        "Content-Type": "application/json",
        Accept: "application/json, text/event-stream",
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "initialize",
        params: {
          protocolVersion: "2025-06-18",
          capabilities: {},
          clientInfo: { name: "test", version: "1" },
        },
      }),
    });
    expect(response.status).toBe(200);
    await response.body?.cancel();
  });

  it("prints what VS Code and Claude Desktop need, for a session that is open", async () => {
    const { id } = await new CodeSpar().create("u", { servers: ["stripe"] });
    const vscode = await run("mcp-config", "--client", "vscode", "--session", id, "--json");
    expect(vscode.complaints).toBe("");
    expect(JSON.parse(vscode.printed)).toMatchObject({
      servers: { codespar: { type: "http", url: `${served.url}/mcp/${id}` } },
    });
    const claude = await run("mcp-config", "--client", "claude-desktop", "--session", id);
    expect(JSON.parse(claude.printed)).toMatchObject({
      mcpServers: {
        codespar: {
          command: "npx",
          args: [
            "-y",
            "mcp-remote",
            `${served.url}/mcp/${id}`,
            "--header",
            "Authorization:${CODESPAR_HEADER_0}",
          ],
          env: { CODESPAR_HEADER_0: expect.stringMatching(/^Bearer cst\./) },
        },
      },
    });
  });

  it.each([
    [["mcp-config"], "required option '--client <client>' not specified"],
    [["mcp-config", "--client", "zed"], "Allowed choices are claude-desktop, cursor, vscode."],
    [["mcp-config", "--client", "cursor"], "Name a session"],
    [["mcp-config", "--client", "cursor", "--nothing"], "unknown option '--nothing'"],
    [["nothing"], "unknown command 'nothing'"],
  ])("is asked wrongly by %j", async (args, message) => {
    const { code, complaints } = await run(...args);
    expect(code).toBe(2);
    expect(complaints).toContain(message);
  });

  it("fails when the session is not there, and helps when it is asked to", async () => {
    const missing = await run("mcp-config", "--client", "cursor", "--session", "ses_none");
    expect([missing.code, missing.complaints]).toEqual([1, 'There is no session "ses_none".\n']);
    const helped = await run("mcp-config", "--help");
    expect([helped.code, helped.printed]).toEqual([0, expect.stringContaining("Examples:")]);
    expect((await run("--help")).printed).toContain("mcp-config");
  });
});
