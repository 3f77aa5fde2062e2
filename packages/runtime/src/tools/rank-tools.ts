import type { Tool } from "@codespar/protocol";

/** A tool and how well it fits a request. */
export interface RankedTool {
  readonly tool: Tool;
  /** Greater is better; always above 0. */
  readonly score: number;
}

const ignored = new Set("a an and as at by for from in is of on or the to via with".split(" "));
const nameWeight = 2;

/**
 * Ranks tools by how well their names and descriptions fit a request in plain words.
 *
 * Rare words count for more (inverse document frequency); ties go by name.
 */
export function rankTools(tools: readonly Tool[], query: string): readonly RankedTool[] {
  const documents = tools.map((tool) => ({
    tool,
    name: new Set(words(tool.name)),
    text: new Set(words(`${tool.title ?? ""} ${tool.description}`)),
  }));
  const asked = [...new Set(words(query))].map((word) => {
    const holders = documents.filter(({ name, text }) => name.has(word) || text.has(word)).length;
    return { word, weight: Math.log(1 + tools.length / (1 + holders)) };
  });
  return documents
    .map(({ tool, name, text }) => ({
      tool,
      score: asked.reduce(
        (sum, { word, weight }) =>
          sum + (text.has(word) ? weight : 0) + (name.has(word) ? weight * nameWeight : 0),
        0,
      ),
    }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || (a.tool.name < b.tool.name ? -1 : 1));
}

/** Lower-case stems: "Payments" and "payment" are both "pay", as in `codespar_pay`. */
function words(text: string): readonly string[] {
  return text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 1 && !ignored.has(word))
    .map(stem);
}

function stem(word: string): string {
  const stemmed = word.replace(/(?:ments?|ings?|ions?|ers?|es|s|ed)$/, "");
  return stemmed.length >= 3 ? stemmed : word;
}
