import type { ToolData } from "@codespar/protocol";
import * as z from "zod";

import type { Verification } from "../engines/verifications.ts";
import { createSandboxTool, type SandboxTool, type ToolLabel } from "../sandbox-tool.ts";

const verificationOutput = z.object({
  verification_id: z.string(),
  status: z.enum(["pending", "approved", "rejected", "review"]),
  check_type: z.string(),
  score: z.int().describe("0 to 100; more is safer."),
  created_at: z.string(),
});

/** A tool that starts a check of a person. */
export function startVerificationTool(label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "writes",
    input: z.object({
      check_type: z
        .enum(["identity", "document", "risk-score", "sanctions"])
        .default("identity")
        .describe("What is checked."),
      name: z.string().min(1).describe("The person's name."),
      document: z.string().default("").describe("CPF, CURP, DNI or another id."),
    }),
    output: verificationOutput,
    run: ({ check_type, name, document }, { verifications }) => ({
      data: toVerificationData(verifications.start({ checkType: check_type, name, document })),
    }),
  });
}

/** A tool that shows how a check stands. */
export function getVerificationTool(label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "reads",
    input: z.object({ verification_id: z.string().describe("Id of the check.") }),
    output: verificationOutput,
    run: ({ verification_id }, { verifications }) => ({
      data: toVerificationData(verifications.get(verification_id)),
    }),
  });
}

function toVerificationData({ id, status, checkType, score, createdAtMs }: Verification): ToolData {
  return {
    verification_id: id,
    status,
    check_type: checkType,
    score,
    created_at: new Date(createdAtMs).toISOString(),
  };
}
