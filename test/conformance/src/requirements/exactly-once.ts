import { createRecordingSession, type RecordingSession } from "@codespar/sdk/testing";
import { expect } from "vitest";

import { payTool } from "../make-tool.ts";
import type { Requirement } from "../requirement.ts";

function keysOf({ calls }: RecordingSession): ReadonlyArray<string | undefined> {
  return calls.map(({ options }) => options.idempotencyKey);
}

const approval = "never" as const;

/** Rules 4 and 9: exactly once, and who asked. */
export const exactlyOnceRequirements: readonly Requirement[] = [
  {
    id: "once:key",
    rule: 4,
    behavior: "every call carries an idempotency key of 1 to 255 visible ASCII characters",
    async prove({ run }) {
      const session = createRecordingSession({ tools: [payTool] });
      const call = { id: "call_ação", name: "pay", input: { amount: 1 } };
      await run({ session, options: { approval }, turns: [[call]] });
      expect(keysOf(session)).toEqual([expect.stringMatching(/^[\x21-\x7e]{1,255}$/)]);
    },
  },
  {
    id: "once:two-intended",
    rule: 4,
    behavior: "two equal calls that the model makes are two executions",
    async prove({ run }) {
      const session = createRecordingSession({ tools: [payTool] });
      await run({
        session,
        options: { approval },
        turns: [
          [
            { id: "call_1", name: "pay", input: { amount: 1 } },
            { id: "call_2", name: "pay", input: { amount: 1 } },
          ],
          [{ id: "call_3", name: "pay", input: { amount: 1 } }],
        ],
      });
      expect(session.executions).toHaveLength(3);
    },
  },
  {
    id: "once:reused-id",
    rule: 4,
    behavior: "a call id used again with other arguments is another execution",
    async prove({ run }) {
      const session = createRecordingSession({ tools: [payTool] });
      await run({
        session,
        options: { approval },
        turns: [
          [
            { id: "call_1", name: "pay", input: { amount: 1 } },
            { id: "call_1", name: "pay", input: { amount: 2 } },
          ],
        ],
      });
      expect(session.executions.map(({ params }) => params["amount"]).toSorted()).toEqual([1, 2]);
    },
  },
  {
    id: "once:later-turn",
    rule: 4,
    feature: "turns",
    behavior: "a call id used again in a later turn, with equal arguments, is another execution",
    async prove({ run }) {
      const session = createRecordingSession({ tools: [payTool] });
      const call = { id: "functions.pay:0", name: "pay", input: { amount: 1 } };
      await run({ session, options: { approval }, turns: [[call], [call]] });
      expect(session.executions).toHaveLength(2);
    },
  },
  {
    id: "once:replay",
    rule: 4,
    feature: "replay",
    behavior: "approved messages that are sent twice execute once",
    async prove({ run }) {
      const session = createRecordingSession({ tools: [payTool] });
      await run({
        session,
        approve: true,
        resume: 2,
        turns: [[{ id: "call_1", name: "pay", input: { amount: 7 } }]],
      });
      expect(session.calls).toHaveLength(2);
      expect(session.executions).toHaveLength(1);
    },
  },
  {
    id: "once:attribution",
    rule: 9,
    behavior: "every call says which framework, adapter and tool call it comes from",
    async prove({ run, packageName }) {
      const session = createRecordingSession({ tools: [payTool] });
      const call = { id: "call_1", name: "pay", input: { amount: 1 } };
      await run({ session, options: { approval }, turns: [[call]] });
      expect(session.calls[0]?.options.toolCall).toMatchObject({
        id: "call_1",
        framework: packageName,
        adapterVersion: expect.stringMatching(/^\d+\.\d+\.\d+/),
      });
    },
  },
];
