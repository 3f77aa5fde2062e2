import { createRecordingSession } from "@codespar/sdk/testing";
import { expect } from "vitest";

import { payTool, writeTool } from "../make-tool.ts";
import type { Requirement } from "../requirement.ts";

const call = { id: "call_1", name: "pay", input: { amount: 9 } };

/** Rule 8: calls that move money pause with the framework's own mechanism. */
export const approvalRequirements: readonly Requirement[] = [
  {
    id: "approval:pauses",
    rule: 8,
    feature: "approval",
    behavior: "a call that moves money waits for a person",
    async prove({ run }) {
      const session = createRecordingSession({ tools: [payTool] });
      const { waiting } = await run({ session, turns: [[call]] });
      expect(waiting).toEqual(["call_1"]);
      expect(session.calls).toEqual([]);
    },
  },
  {
    id: "approval:siblings",
    rule: 8,
    feature: "approval",
    behavior: "the calls beside one that waits do not wait",
    async prove({ run }) {
      const session = createRecordingSession({ tools: [payTool, writeTool] });
      const write = { id: "call_2", name: "write", input: {} };
      const { waiting } = await run({ session, turns: [[call, write]] });
      expect(waiting).toEqual(["call_1"]);
      expect(session.calls.map(({ name }) => name)).toEqual(["write"]);
    },
  },
  {
    id: "approval:approved",
    rule: 8,
    feature: "approval",
    behavior: "an approved call is executed once, with the arguments that were approved",
    async prove({ run }) {
      const session = createRecordingSession({ tools: [payTool] });
      const { told } = await run({ session, turns: [[call]], approve: true });
      expect(session.calls.map(({ params }) => params)).toEqual([{ amount: 9 }]);
      expect(told["call_1"]?.failed).toBe(false);
    },
  },
  {
    id: "approval:denied",
    rule: 8,
    feature: "approval",
    behavior: "a denied call is never executed",
    async prove({ run }) {
      const session = createRecordingSession({ tools: [payTool] });
      await run({ session, turns: [[call]], approve: false });
      expect(session.calls).toEqual([]);
    },
  },
  {
    id: "approval:invalid-input",
    rule: 8,
    feature: "approval",
    behavior: "nobody is asked to approve arguments that break the schema",
    async prove({ run }) {
      const session = createRecordingSession({ tools: [payTool] });
      const broken = { id: "call_1", name: "pay", input: { amount: -1 } };
      const { waiting } = await run({ session, turns: [[broken]] });
      expect(waiting).toEqual([]);
      expect(session.calls).toEqual([]);
    },
  },
  {
    id: "approval:function",
    rule: 8,
    feature: "approval",
    behavior: "a function decides by the arguments which calls wait",
    async prove({ run }) {
      const session = createRecordingSession({ tools: [payTool] });
      const { waiting } = await run({
        session,
        options: {
          approval: ({ input }) => (input as { readonly amount: number }).amount > 100,
        },
        turns: [[call, { id: "call_2", name: "pay", input: { amount: 101 } }]],
      });
      expect(waiting).toEqual(["call_2"]);
      expect(session.calls.map(({ params }) => params)).toEqual([{ amount: 9 }]);
    },
  },
];
