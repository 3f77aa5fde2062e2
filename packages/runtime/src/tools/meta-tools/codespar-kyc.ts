import type { ToolData } from "@codespar/protocol";
import * as z from "zod";

import { createMetaTool, refuseInput } from "./create-meta-tool.ts";
import type { MetaTool } from "./meta-tool.ts";
import { callRoute, chooseRoute } from "./server-route.ts";

const personSchema = z.object({
  name: z.string().min(1).describe("Full name."),
  document: z.string().optional().describe("CPF, CURP, DNI or another id."),
  email: z.string().optional().describe("E-mail."),
});

/** Checks a person through whichever connected server fits. */
export const codesparKyc: MetaTool = createMetaTool({
  name: "codespar_kyc",
  title: "Verify a person",
  description: "Check a person: identity, document, risk score or sanctions. Or show a check.",
  effect: "writes",
  input: z.object({
    action: z.enum(["start", "status"]).default("start").describe("Start a check, or show one."),
    check_type: z
      .enum(["identity", "document", "risk-score", "sanctions"])
      .default("identity")
      .describe("What is checked."),
    buyer: personSchema.optional().describe("Who is checked."),
    subject: personSchema.optional().describe("The same as buyer."),
    verification_id: z.string().optional().describe("The check to show."),
  }),
  async plan({ action, check_type, buyer, subject, verification_id }, context) {
    if (action === "status") {
      if (verification_id === undefined) {
        return refuseInput("verification_id", "required", '"verification_id" is required.');
      }
      const route = await chooseRoute(context, { kind: "verificationStatus" });
      if (route.kind === "refuse") return route;
      return callRoute(route, { verification_id }, toVerificationData);
    }
    const person = buyer ?? subject;
    if (person === undefined) return refuseInput("buyer", "required", '"buyer" is required.');
    const route = await chooseRoute(context, { kind: "verify" });
    if (route.kind === "refuse") return route;
    const { name, document = "" } = person;
    return callRoute(route, { check_type, name, document }, toVerificationData);
  },
});

function toVerificationData(data: ToolData): ToolData {
  return { ...data, id: data["verification_id"], inquiry_id: data["verification_id"] };
}
