export { createMessagesWire, type MessagesRequest, type MessagesWire } from "./messages-wire.ts";
export { createOpenAIWire, type OpenAIRequest, type OpenAIWire } from "./openai-wire.ts";
export type { ScriptedCall } from "./scripted-call.ts";
