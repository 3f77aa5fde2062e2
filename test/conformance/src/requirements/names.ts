import { createRecordingSession } from "@codespar/sdk/testing";
import { expect } from "vitest";

import { makeTool } from "../make-tool.ts";
import type { Requirement } from "../requirement.ts";

const portable = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;

/** Rule 3: names every provider accepts. */
export const nameRequirements: readonly Requirement[] = [
  {
    id: "name:portable",
    rule: 3,
    behavior: "every name is portable and unique, and a call reaches the tool of the original name",
    async prove({ run }) {
      const names = [
        "stripe/create charge",
        "stripe.create_charge",
        "9lives",
        "x".repeat(100),
        "ação",
      ];
      const session = createRecordingSession({ tools: names.map((name) => makeTool(name)) });
      const { definitions } = await run({ session, turns: [] });
      expect(definitions).toHaveLength(names.length);
      expect(new Set(definitions.map(({ name }) => name)).size).toBe(names.length);
      for (const { name } of definitions) expect(name).toMatch(portable);
      const calls = definitions.map(({ name }, index) => ({
        id: `call_${index}`,
        name,
        input: {},
      }));
      await run({ session, turns: [calls] });
      expect(session.calls.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
    },
  },
  {
    id: "name:inherited",
    rule: 3,
    behavior: "a tool named like a member of every object is offered under another name",
    async prove({ run }) {
      const names = ["__proto__", "constructor", "toString"];
      const session = createRecordingSession({ tools: names.map((name) => makeTool(name)) });
      const { definitions } = await run({ session, turns: [] });
      expect(definitions).toHaveLength(names.length);
      for (const { name } of definitions) expect(names).not.toContain(name);
    },
  },
  {
    id: "name:stable",
    rule: 3,
    behavior: "leaving tools out renames none of the others",
    async prove({ run }) {
      const tools = ["a/b", "a__b", "a.b"].map((name) => makeTool(name));
      const session = createRecordingSession({ tools });
      const all = await run({ session, turns: [] });
      const some = await run({ session, turns: [], options: { exclude: ["a__b"] } });
      const names = all.definitions.map(({ name }) => name);
      expect(some.definitions).toHaveLength(2);
      for (const { name } of some.definitions) expect(names).toContain(name);
    },
  },
];
