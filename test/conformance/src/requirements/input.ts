import { createRecordingSession } from "@codespar/sdk/testing";
import { expect } from "vitest";

import { makeTool, payTool } from "../make-tool.ts";
import type { Requirement } from "../requirement.ts";

/** Rule 2: arguments are checked once, before any metered call. */
export const inputRequirements: readonly Requirement[] = [
  {
    id: "input:unchanged",
    rule: 2,
    behavior: "valid arguments reach the session exactly as the model wrote them",
    async prove({ run }) {
      const input = {
        text: "ação 👍",
        nested: { list: [1, null, { deep: true }] },
        zero: 0,
        no: false,
      };
      const session = createRecordingSession({ tools: [makeTool("any", { type: "object" })] });
      await run({ session, turns: [[{ id: "call_1", name: "any", input }]] });
      expect(session.calls.map(({ name, params }) => ({ name, params }))).toEqual([
        { name: "any", params: input },
      ]);
    },
  },
  {
    id: "input:invalid",
    rule: 2,
    behavior:
      "arguments that break the schema never arrive; the model is told the field and the rule",
    async prove({ run }) {
      const session = createRecordingSession({ tools: [payTool] });
      const { told } = await run({
        session,
        options: { approval: "never" },
        turns: [[{ id: "call_1", name: "pay", input: { amount: "ten" } }]],
      });
      expect(session.calls).toEqual([]);
      expect(told["call_1"]?.failed).toBe(true);
      expect(told["call_1"]?.text).toMatch(/amount.*type/s);
      expect(told["call_1"]?.text).toContain("Nothing was executed");
    },
  },
  {
    id: "input:malformed",
    rule: 2,
    behavior: "arguments that are not JSON never arrive, and the run goes on",
    async prove({ run }) {
      const session = createRecordingSession({ tools: [payTool] });
      const { told, error } = await run({
        session,
        options: { approval: "never" },
        turns: [[{ id: "call_1", name: "pay", input: '{"amount": 1' }]],
      });
      expect(error).toBeUndefined();
      expect(session.calls).toEqual([]);
      expect(told["call_1"]?.failed).toBe(true);
    },
  },
  {
    id: "input:double-encoded",
    rule: 2,
    behavior: "arguments that are JSON in a string are unpacked",
    async prove({ run }) {
      const session = createRecordingSession({ tools: [payTool] });
      await run({
        session,
        options: { approval: "never" },
        turns: [[{ id: "call_1", name: "pay", input: JSON.stringify('{"amount":5}') }]],
      });
      expect(session.calls.map(({ params }) => params)).toEqual([{ amount: 5 }]);
    },
  },
  {
    id: "input:synthetic-null",
    rule: 2,
    behavior: "null for an optional argument that takes none is left out, and a real null is kept",
    async prove({ run }) {
      const schema = {
        type: "object",
        properties: { note: { type: "string" }, parent: { type: ["string", "null"] } },
      };
      const session = createRecordingSession({ tools: [makeTool("save", schema)] });
      const input = { note: null, parent: null };
      await run({ session, turns: [[{ id: "call_1", name: "save", input }]] });
      expect(session.calls.map(({ params }) => params)).toEqual([{ parent: null }]);
    },
  },
];
