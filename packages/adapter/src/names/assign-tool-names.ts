import type { Tool } from "@codespar/protocol";

import { shortHash } from "../short-hash.ts";

const portable = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** How tools are named for a model. */
export interface NamingOptions {
  /** Proposes a name; it is made portable and unique afterwards (the tool's own name). */
  readonly naming?: ((tool: Tool) => string) | undefined;
  /** Whether a framework keeps a name for itself, although it is portable. */
  readonly isReserved?: ((name: string) => boolean) | undefined;
  /** Characters a name may have (64). */
  readonly maxNameLength?: number | undefined;
}

/**
 * Gives every tool a name that every provider accepts, unique in the list.
 *
 * A name never depends on the order of the list or on other tools being filtered out: a tool whose
 * proposed name is portable keeps it; one that must change, or that collides, gets a suffix hashed
 * from its original name.
 *
 * @returns The names, in the order of the tools.
 */
export function assignToolNames(
  tools: readonly Tool[],
  options: NamingOptions = {},
): readonly string[] {
  const { naming = ({ name }) => name } = options;
  const rules = {
    isReserved: options.isReserved ?? (() => false),
    maxLength: options.maxNameLength ?? 64,
  };
  const proposals = tools.map((tool) => {
    const wanted = naming(tool);
    return { tool, wanted, name: isUsable(wanted, rules) ? wanted : toPortable(wanted, rules) };
  });
  const kept = new Set(
    proposals.filter(({ wanted, name }) => wanted === name).map(({ name }) => name),
  );
  const counts = new Map<string, number>();
  for (const { name } of proposals) counts.set(name, (counts.get(name) ?? 0) + 1);
  return proposals.map(({ tool, wanted, name }) => {
    const alone = counts.get(name) === 1;
    const owner = wanted === name && tool.name === name;
    return alone || (owner && kept.has(name)) ? name : withHash(name, tool.name, rules);
  });
}

interface Rules {
  readonly isReserved: (name: string) => boolean;
  readonly maxLength: number;
}

function isUsable(name: string, { isReserved, maxLength }: Rules): boolean {
  return portable.test(name) && name.length <= maxLength && !isInherited(name) && !isReserved(name);
}

function toPortable(wanted: string, rules: Rules): string {
  const spelled = wanted.replaceAll("/", "__").replaceAll(/[^A-Za-z0-9_-]/g, "_");
  const started = /^[A-Za-z_]/.test(spelled) ? spelled : `_${spelled}`;
  if (isUsable(started, rules)) return started;
  return withHash(rules.isReserved(started) ? `tool_${started}` : started, wanted, rules);
}

function withHash(name: string, original: string, { maxLength }: Rules): string {
  const suffix = `_${shortHash(original)}`;
  return name.slice(0, maxLength - suffix.length) + suffix;
}

/** `constructor`, `__proto__`, …: dangerous as keys of the records frameworks keep tools in. */
function isInherited(name: string): boolean {
  return name in Object.prototype;
}
