import type { ToolData } from "@codespar/protocol";
import { createRecordingSession } from "@codespar/sdk/testing";
import { expect } from "vitest";

import type { AdapterHarness, ToldResult } from "../adapter-harness.ts";
import { makeTool } from "../make-tool.ts";
import type { Requirement } from "../requirement.ts";

async function tell(
  { run }: AdapterHarness,
  data: ToolData,
  maxResultChars?: number,
): Promise<ToldResult> {
  const session = createRecordingSession({ tools: [makeTool("get")], respond: () => ({ data }) });
  const { told, error } = await run({
    session,
    turns: [[{ id: "call_1", name: "get", input: {} }]],
    ...(maxResultChars === undefined ? {} : { options: { maxResultChars } }),
  });
  expect(error).toBeUndefined();
  const result = told["call_1"];
  if (result === undefined) throw new Error("The model was told nothing about the call.");
  return result;
}

/** Rule 7: results. */
export const resultRequirements: readonly Requirement[] = [
  {
    id: "result:data",
    rule: 7,
    behavior: "the data of a result reaches the model whole",
    async prove(harness) {
      const { failed, text } = await tell(harness, { payment_id: "pay_1", items: [{ id: 7 }] });
      expect(failed).toBe(false);
      expect(text).toContain("pay_1");
      expect(text.replaceAll(/\s/g, "")).toContain('[{"id":7}]');
    },
  },
  {
    id: "result:shaped",
    rule: 7,
    behavior: "data that looks like a framework's own content reaches the model whole",
    async prove(harness) {
      const { text } = await tell(harness, { type: "text", text: "Paid.", value: 1, id: "pay_9" });
      expect(text).toContain("Paid.");
      expect(text).toContain("pay_9");
    },
  },
  {
    id: "result:unserializable",
    rule: 7,
    behavior: "BigInt and undefined in a result harm nothing",
    async prove(harness) {
      const { text } = await tell(harness, { big: 12n, nothing: undefined, ok: "yes" });
      expect(text).toContain("12");
      expect(text).toContain("yes");
    },
  },
  {
    id: "result:limit",
    rule: 7,
    behavior: "a result over the limit is cut with a mark",
    async prove(harness) {
      const { text } = await tell(harness, { text: "x".repeat(50_000) }, 1_000);
      expect(text.length).toBeLessThan(1_500);
      expect(text).toContain("were cut");
      // Some providers refuse a request with half a character in it.
      for (const before of ["", "x"]) {
        const emoji = await tell(harness, { text: before + "🧾".repeat(1_000) }, 1_000);
        expect(emoji.text.isWellFormed()).toBe(true);
      }
    },
  },
  {
    id: "result:media",
    rule: 7,
    feature: "media",
    behavior: "an image in a result reaches the model as an image, not as base64 text",
    async prove(harness) {
      // A whole picture of one pixel: some frameworks look at what they pass on.
      const data =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4//8/AAX+Av4N70a4AAAAAElFTkSuQmCC";
      const { media, text } = await tell(harness, {
        content: [
          { type: "text", text: "The QR code" },
          { type: "image", data, mimeType: "image/png" },
        ],
      });
      expect(media).toEqual(["image/png"]);
      expect(text).toContain("The QR code");
      expect(text).not.toContain(data);
    },
  },
];
