import { createMCPClient } from "@ai-sdk/mcp";
import type { AdapterHarness } from "@codespar/conformance";
import * as langchain from "@codespar/langchain";
import * as mastra from "@codespar/mastra";
import type { SessionLike, Tool } from "@codespar/protocol";
import * as vercel from "@codespar/vercel";
import type { Tool as ComposioTool } from "@composio/core";
import { LangchainProvider } from "@composio/langchain";
import { MastraProvider } from "@composio/mastra";
import { VercelProvider } from "@composio/vercel";
import { loadMcpTools } from "@langchain/mcp-adapters";
import { MCPClient } from "@mastra/mcp";

import { runAgent } from "../../packages/adapters/langchain/test/run-langchain.ts";
import { runGenerate as runMastra } from "../../packages/adapters/mastra/test/run-mastra.ts";
import { runGenerate } from "../../packages/adapters/vercel/test/run-vercel.ts";
import { answerMcp, toMcpTool, type McpMessage } from "./answer-mcp.ts";

/** One way from tools to a framework. */
export interface Peer {
  readonly package: string;
  readonly framework: "ai" | "langchain" | "mastra";
  /** Makes a converter of a session's tools; what happens before is not conversion. */
  prepare(session: SessionLike): Promise<() => Promise<unknown>>;
  readonly run: AdapterHarness["run"];
}

type Convert = (session: SessionLike, tools: readonly Tool[]) => Promise<unknown>;

const approval = "never" as const;

function own(
  name: string,
  framework: Peer["framework"],
  of: Pick<Peer, "run"> & {
    readonly getTools: (session: SessionLike) => Promise<unknown>;
  },
): Peer {
  return {
    package: name,
    framework,
    run: of.run,
    prepare: (session) => Promise.resolve(() => of.getTools(session)),
  };
}

function composio(
  name: string,
  framework: Peer["framework"],
  of: Pick<Peer, "run"> & {
    readonly wrap: (tools: ComposioTool[], execute: ReturnType<typeof executeFor>) => unknown;
  },
): Peer {
  const convert: Convert = (session, tools) =>
    Promise.resolve(of.wrap(tools.map(toComposioTool), executeFor(session)));
  return {
    package: name,
    framework,
    run: of.run,
    async prepare(session) {
      const tools = await session.tools();
      return () => convert(session, tools);
    },
  };
}

function executeFor(session: SessionLike) {
  return async (slug: string, input: Record<string, unknown>) => {
    const { success, data, error } = await session.execute(slug, input);
    return { successful: success, data: { ...data }, error };
  };
}

function toComposioTool({ name, description, input_schema }: Tool): ComposioTool {
  const toolkit = { slug: "shop", name: "Shop" };
  return {
    slug: name,
    name,
    description,
    inputParameters: input_schema,
    tags: [],
    toolkit,
  } as never;
}

async function prepareAiSdk(session: SessionLike): Promise<() => Promise<unknown>> {
  const transport = {
    onmessage: undefined as ((message: McpMessage) => void) | undefined,
    start: () => Promise.resolve(),
    close: () => Promise.resolve(),
    async send(message: McpMessage) {
      const answer = await answerMcp(session, message);
      if (answer !== undefined) this.onmessage?.(answer);
    },
  };
  const client = await createMCPClient({ transport: transport as never });
  const definitions = await client.listTools();
  return () => Promise.resolve(client.toolsFromDefinitions(definitions));
}

async function prepareLangChain(session: SessionLike): Promise<() => Promise<unknown>> {
  const tools = (await session.tools()).map(toMcpTool);
  const client = {
    listTools: () => Promise.resolve({ tools: structuredClone(tools) }),
    callTool: async ({ name = "", arguments: input = {} }) =>
      (
        await answerMcp(session, {
          id: 1,
          method: "tools/call",
          params: { name, arguments: input },
        })
      )?.result,
  };
  return () => loadMcpTools("shop", client as never);
}

let clients = 0;

async function prepareMastra(session: SessionLike): Promise<() => Promise<unknown>> {
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    if (request.method !== "POST") return new Response(null, { status: 405 });
    const answer = await answerMcp(session, (await request.json()) as McpMessage);
    return answer === undefined ? new Response(null, { status: 202 }) : Response.json(answer);
  };
  clients += 1;
  const client = new MCPClient({
    id: `peer_${clients}`,
    servers: { shop: { url: new URL("http://localhost/mcp"), fetch } },
  });
  const definitions = await client.listToolDefinitions();
  return () => client.toolsFromDefinitions({ definitions });
}

/** Our adapters, and what else puts tools into the same frameworks. */
export const peers: readonly Peer[] = [
  own("@codespar/vercel", "ai", {
    run: runGenerate,
    getTools: (session) => vercel.getTools(session, { approval }),
  }),
  { package: "@ai-sdk/mcp", framework: "ai", prepare: prepareAiSdk, run: runGenerate },
  composio("@composio/vercel", "ai", {
    run: runGenerate,
    wrap: (tools, execute) => new VercelProvider().wrapTools(tools, execute),
  }),
  own("@codespar/langchain", "langchain", { run: runAgent, getTools: langchain.getTools }),
  {
    package: "@langchain/mcp-adapters",
    framework: "langchain",
    prepare: prepareLangChain,
    run: runAgent,
  },
  composio("@composio/langchain", "langchain", {
    run: runAgent,
    wrap: (tools, execute) => new LangchainProvider().wrapTools(tools, execute),
  }),
  own("@codespar/mastra", "mastra", {
    run: runMastra,
    getTools: (session) => mastra.getTools(session, { approval }),
  }),
  { package: "@mastra/mcp", framework: "mastra", prepare: prepareMastra, run: runMastra },
  composio("@composio/mastra", "mastra", {
    run: runMastra,
    wrap: (tools, execute) => new MastraProvider().wrapTools(tools, execute),
  }),
];
