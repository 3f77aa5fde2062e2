import { bindTools } from "@codespar/adapter";
import type { Tool } from "@codespar/protocol";

import type { Problem } from "./lint-tools.ts";
import type { Provider } from "./provider.ts";

const patterns: Readonly<Record<Provider, RegExp>> = {
  openai: /^[a-zA-Z0-9_-]{1,64}$/,
  anthropic: /^[a-zA-Z0-9_-]{1,128}$/,
  gemini: /^[a-zA-Z_][a-zA-Z0-9_.-]{0,63}$/,
};

/** How many tools a request may have. */
const maxTools: Readonly<Partial<Record<Provider, number>>> = { openai: 128 };

/** What a provider does not take of a list of tools, whatever is in their schemas. */
export function nameProblems(tools: readonly Tool[], provider: Provider): readonly Problem[] {
  const offered = offeredNames(tools, provider);
  const names = tools.map(({ name }) => name);
  const problem = { provider, level: "rejected", where: "" } as const;
  const illegal = names
    .filter((name) => !patterns[provider].test(name))
    .map((name) => ({
      ...problem,
      tool: name,
      rule: "name",
      message: `The name is not one of ${patterns[provider].source}.`,
      repair: repairOf(offered.get(name)),
    }));
  const repeated = names
    .filter((name, index) => names.indexOf(name) < index)
    .map((name) => ({
      ...problem,
      tool: name,
      rule: "duplicate-name",
      message: "Another tool has the same name.",
      repair: "the first is offered, the other is left out and reported",
    }));
  return [...illegal, ...repeated, ...countProblems(tools.length, provider)];
}

function repairOf(name: string | undefined): string | null {
  return name === undefined ? null : `the model sees ${name}`;
}

function countProblems(count: number, provider: Provider): readonly Problem[] {
  const most = maxTools[provider];
  if (most === undefined || count <= most) return [];
  return [
    {
      provider,
      level: "rejected",
      where: "",
      tool: `${count} tools`,
      rule: "too-many-tools",
      message: `A request may have ${most} tools.`,
      repair: "with a budget, what does not fit is searched for",
    },
  ];
}

/** The names under which the adapters offer tools. */
function offeredNames(tools: readonly Tool[], provider: Provider): ReadonlyMap<string, string> {
  const session = {
    id: "ses_lint",
    execute: () => Promise.reject(new Error("Nothing is called.")),
  };
  const framework = { name: "lint", adapterVersion: "0.0.0" };
  const { tools: bound } = bindTools(session, tools, { framework, defaultDialect: provider });
  return new Map(bound.map(({ name, tool }) => [tool.name, name]));
}
