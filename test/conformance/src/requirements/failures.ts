import type { ErrorCode, Tool, ToolResult } from "@codespar/protocol";
import { createRecordingSession, type RecordingSession } from "@codespar/sdk/testing";
import { expect, vi } from "vitest";

import type { AdapterHarness, ToldResult } from "../adapter-harness.ts";
import { makeTool, payTool, writeTool } from "../make-tool.ts";
import type { Requirement } from "../requirement.ts";

const secret = "csk_live_topsecret1234";
const address = "https://internal.example:9000/charge";

async function tell(
  { run }: AdapterHarness,
  respond: () => Partial<ToolResult>,
  tool: Tool = payTool,
): Promise<{ readonly told: ToldResult; readonly session: RecordingSession }> {
  const session = createRecordingSession({ tools: [tool], respond });
  const call = { id: "call_1", name: tool.name, input: { amount: 1 } };
  const { told, error } = await run({ session, options: { approval: "never" }, turns: [[call]] });
  expect(error).toBeUndefined();
  const result = told["call_1"];
  if (result === undefined) throw new Error("The model was told nothing about the call.");
  return { told: result, session };
}

function failed(code: ErrorCode, error: string, data = {}): () => Partial<ToolResult> {
  return () => ({ success: false, error, error_code: code, data });
}

/** Rules 5 and 6: failures are honest. */
export const failureRequirements: readonly Requirement[] = [
  {
    id: "failure:state",
    rule: 5,
    behavior: "a failed tool is a failure to the framework, with one line for the model",
    async prove(harness) {
      const { told } = await tell(harness, failed("provider_error", "The card was declined."));
      expect(told.failed).toBe(true);
      expect(told.text).toContain("The card was declined.");
    },
  },
  {
    id: "failure:secrets",
    rule: 5,
    behavior: "no address, key or stack of a failure reaches the model",
    async prove(harness) {
      const text = `POST ${address} failed with Bearer ${secret}\n    at send (/srv/app.js:1:1)`;
      const failures = [
        () => {
          throw new Error(text);
        },
        failed("provider_error", text),
      ];
      for (const respond of failures) {
        for (const tool of [payTool, makeTool("get")]) {
          const { told } = await tell(harness, respond, tool);
          expect(told.failed).toBe(true);
          expect(told.text).not.toMatch(/topsecret|internal\.example|app\.js/);
        }
      }
    },
  },
  {
    id: "failure:foreign-error",
    rule: 5,
    behavior: "an error that is not the contract's is not quoted to the model",
    async prove(harness) {
      const respond = () => {
        throw new Error("duplicate row in table customers");
      };
      const { told } = await tell(harness, respond, makeTool("get"));
      expect(told.failed).toBe(true);
      expect(told.text).not.toContain("customers");
    },
  },
  {
    id: "failure:unknown",
    rule: 5,
    behavior: "after an unknown outcome the model is told to check the status, never to try again",
    async prove(harness) {
      const { told } = await tell(harness, failed("outcome_unknown", "The call was cut off."));
      expect(told.failed).toBe(true);
      expect(told.text).toMatch(/check the status first/i);
      expect(told.text).not.toMatch(/try again|call it again and|retry/i);
    },
  },
  {
    id: "failure:lost-connection",
    rule: 5,
    behavior: "a lost connection on a call that changes something is an unknown outcome",
    async prove(harness) {
      const { told } = await tell(harness, () => {
        throw new TypeError("fetch failed");
      });
      expect(told.text).toMatch(/not known whether/);
      expect(told.text).toMatch(/check the status first/i);
    },
  },
  {
    id: "failure:needs-connection",
    rule: 5,
    behavior: "a missing connection carries the page where the user connects it",
    async prove(harness) {
      const url = "https://codespar.dev/connect/mercadopago?session=ses_1";
      const respond = failed("needs_connection", "Mercado Pago is not connected.", {
        redirect_url: url,
      });
      const { told } = await tell(harness, respond);
      expect(told.text).toContain(url);
      expect(told.text).toContain("Nothing was executed");
    },
  },
  {
    id: "failure:rate-limited",
    rule: 5,
    behavior: "a rate limit says how long to wait",
    async prove(harness) {
      const respond = failed("provider_rate_limited", "Slow down.", { retry_after: 17 });
      const { told } = await tell(harness, respond);
      expect(told.text).toContain("17 seconds");
    },
  },
  {
    id: "failure:siblings",
    rule: 5,
    behavior: "a failing call leaves the results of its parallel siblings in place",
    async prove({ run }) {
      const session = createRecordingSession({
        tools: [payTool, writeTool],
        respond: ({ name }) =>
          name === "pay"
            ? { success: false, error: "Declined.", error_code: "provider_error" }
            : { data: { written: "yes" } },
      });
      const { told } = await run({
        session,
        options: { approval: "never" },
        turns: [
          [
            { id: "call_1", name: "pay", input: { amount: 1 } },
            { id: "call_2", name: "write", input: { value: 1 } },
          ],
        ],
      });
      expect(told["call_1"]?.failed).toBe(true);
      expect(told["call_2"]).toMatchObject({ failed: false, text: expect.stringContaining("yes") });
    },
  },
  {
    id: "failure:abort",
    rule: 6,
    feature: "abort",
    behavior: "an abort of the run reaches the call under way",
    async prove({ run }) {
      const controller = new AbortController();
      let reached = false;
      const session = createRecordingSession({
        tools: [writeTool],
        async respond({ options: { signal } }) {
          controller.abort();
          await new Promise<void>((resolve) => {
            if (signal?.aborted === true) resolve();
            else signal?.addEventListener("abort", () => resolve());
          });
          reached = true;
          return { data: {} };
        },
      });
      const call = { id: "call_1", name: "write", input: {} };
      await run({ session, turns: [[call]], signal: controller.signal });
      await vi.waitFor(() => expect(reached).toBe(true));
    },
  },
];
