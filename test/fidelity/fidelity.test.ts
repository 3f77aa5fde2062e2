import { existsSync } from "node:fs";

import { describe, expect, it, vi } from "vitest";

import { checkLoop } from "./check-loop.ts";
import { loops } from "./loops.ts";
import { type CorpusFile, ownFixtures, readCorpus, sharedCorpus } from "./read-corpus.ts";

vi.setConfig({ testTimeout: 120_000 });

const own = readCorpus(ownFixtures);
const shared = existsSync(sharedCorpus) ? readCorpus(sharedCorpus) : [];
const isCases = ({ cases }: CorpusFile): boolean => cases.some(({ valid }) => valid !== undefined);
const sampled = shared.filter(isCases);
// Claude Code is started anew for every list: `pnpm fidelity` sends it all of them.
const lists = shared.filter((file) => !isCases(file));

describe.each(loops)("$title", (loop) => {
  it.for<[string, readonly CorpusFile[]]>([
    ["the project's own schemas", own],
    ["the shared hard cases", sampled],
    ["real tool lists", loop.title === "claude agent-sdk" ? lists.slice(0, 3) : lists],
  ])("loses nothing of %s", async ([, files], { skip }) => {
    skip(files.length === 0, "the shared corpus does not lie beside the project");
    for (const file of files) {
      const { lost, refused, wrong, correct, samples } = await checkLoop(loop, file);
      expect({ file: file.name, lost, refused, wrong }).toEqual({
        file: file.name,
        lost: [],
        refused: [],
        wrong: [],
      });
      expect(correct).toBe(samples);
    }
  });
});
