/** A framework that `codespar init` knows. */
export interface Framework {
  /** Its package. */
  readonly name: string;
  /** What is installed for it, besides the SDK. */
  readonly packages: readonly string[];
  /** The file of `templates/` that uses it, without its ending. */
  readonly template: string;
}

/** The frameworks, those that bring others with them first. */
export const frameworks: readonly Framework[] = [
  { name: "@mastra/core", packages: ["@codespar/mastra"], template: "mastra" },
  { name: "langchain", packages: ["@codespar/langchain"], template: "langchain" },
  {
    name: "@langchain/core",
    packages: ["@codespar/langchain", "langchain"],
    template: "langchain",
  },
  { name: "@openai/agents", packages: ["@codespar/openai"], template: "openai-agents" },
  {
    name: "@anthropic-ai/claude-agent-sdk",
    packages: ["@codespar/claude"],
    template: "claude-agent-sdk",
  },
  { name: "ai", packages: ["@codespar/vercel"], template: "vercel" },
  { name: "openai", packages: ["@codespar/openai"], template: "openai" },
  { name: "@anthropic-ai/sdk", packages: ["@codespar/claude"], template: "claude" },
];

/** What a project without any of them gets. */
export const withoutFramework: Framework = { name: "none", packages: [], template: "sdk" };
