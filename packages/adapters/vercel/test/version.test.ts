import { createRecordingSession } from "@codespar/sdk/testing";
import { expect, it } from "vitest";

import { sdkMajor } from "../src/sdk-major.ts";
import { runGenerate } from "./run-vercel.ts";

it("records the major version of the AI SDK that is installed", async ({ task }) => {
  const expected = ["oldest", "last-major"].includes(task.file.projectName ?? "") ? "6" : "7";
  const session = createRecordingSession();
  await runGenerate({ session, turns: [[{ id: "call_1", name: "echo", input: {} }]] });
  expect(sdkMajor()).toBe(expected);
  expect(session.calls[0]?.options.toolCall?.frameworkVersion).toBe(expected);
});
