import type { SandboxServer } from "../sandbox-server.ts";
import { getVerificationTool, startVerificationTool } from "../tools/identity-tools.ts";

/** Persona's sandbox server: checks of people. */
export const persona: SandboxServer = {
  id: "persona",
  name: "Persona",
  tools: [
    startVerificationTool({
      name: "persona_create_check",
      title: "Create check",
      description: "Start a check of a person's identity, document, risk or sanctions.",
    }),
    getVerificationTool({
      name: "persona_get_check",
      title: "Get check",
      description: "Show how a check stands.",
    }),
  ],
};
