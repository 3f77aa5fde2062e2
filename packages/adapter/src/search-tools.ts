import type { BoundTool } from "./bound-tool.ts";

const maxFound = 5;

/** The tools whose names and descriptions have most words of a query, the best first. */
export function searchTools(tools: readonly BoundTool[], query: string): readonly BoundTool[] {
  const words = query
    .toLowerCase()
    .split(/\W+/)
    .filter((word) => word.length > 2);
  return tools
    .map((bound) => {
      const text = `${bound.name} ${bound.description}`.toLowerCase();
      return { bound, score: words.filter((word) => text.includes(word)).length };
    })
    .filter(({ score }) => score > 0)
    .toSorted((left, right) => right.score - left.score)
    .slice(0, maxFound)
    .map(({ bound }) => bound);
}
