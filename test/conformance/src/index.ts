export type {
  AdapterFeature,
  AdapterHarness,
  AdapterRun,
  AdapterScript,
  SentDefinition,
  ToldResult,
} from "./adapter-harness.ts";
export { describeAdapter } from "./describe-adapter.ts";
export type { Requirement } from "./requirement.ts";
export { requirements } from "./requirements.ts";
export { readResponses, type ReadRequest } from "./read-responses.ts";

// What scripts are written in.
export {
  createMessagesWire,
  createModelScript,
  createOpenAIWire,
  type MessagesRequest,
  type ModelPart,
  type ModelRequest,
  type OpenAIRequest,
  type ScriptedCall,
} from "@codespar/wires";
