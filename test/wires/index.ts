export { createMessagesWire, type MessagesRequest, type MessagesWire } from "./messages-wire.ts";
export {
  createModelScript,
  type ModelPart,
  type ModelRequest,
  type ModelScript,
} from "./model-script.ts";
export { createOpenAIWire, type OpenAIRequest, type OpenAIWire } from "./openai-wire.ts";
export type { ScriptedCall } from "./scripted-call.ts";
