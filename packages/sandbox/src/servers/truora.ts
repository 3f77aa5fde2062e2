import type { SandboxServer } from "../sandbox-server.ts";
import { getVerificationTool, startVerificationTool } from "../tools/identity-tools.ts";

/** Truora's sandbox server: checks of people. */
export const truora: SandboxServer = {
  id: "truora",
  name: "Truora",
  tools: [
    startVerificationTool({
      name: "truora_create_check",
      title: "Create check",
      description: "Start a check of a person's identity, document, risk or sanctions.",
    }),
    getVerificationTool({
      name: "truora_get_check",
      title: "Get check",
      description: "Show how a check stands.",
    }),
  ],
};
