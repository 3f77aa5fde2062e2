export type {
  AdapterFeature,
  AdapterHarness,
  AdapterRun,
  AdapterScript,
  ScriptedCall,
  SentDefinition,
  ToldResult,
} from "./adapter-harness.ts";
export { describeAdapter } from "./describe-adapter.ts";
export type { Requirement } from "./requirement.ts";
export { requirements } from "./requirements.ts";
export { createMessagesWire, type MessagesRequest } from "./wires/messages-wire.ts";
export { createOpenAIWire, type OpenAIRequest, type OpenAIWire } from "./wires/openai-wire.ts";
export { readResponses, type ReadRequest } from "./wires/read-responses.ts";
