import type { SandboxServer } from "../sandbox-server.ts";
import {
  getMessageTool,
  listMessagesTool,
  sendTemplateTool,
  sendTextTool,
} from "../tools/messaging-tools.ts";

/** Z-API's sandbox server. */
export const zApi: SandboxServer = {
  id: "z-api",
  name: "Z-API",
  tools: [
    sendTextTool({
      name: "z_api_send_text",
      title: "Send text",
      description: "Send a WhatsApp text.",
    }),
    sendTemplateTool({
      name: "z_api_send_template",
      title: "Send template",
      description: "Send a WhatsApp template filled with variables.",
    }),
    getMessageTool({
      name: "z_api_get_message",
      title: "Get message",
      description: "Show a message and its status.",
    }),
    listMessagesTool({
      name: "z_api_list_messages",
      title: "List messages",
      description: "List the messages sent so far.",
    }),
  ],
};
