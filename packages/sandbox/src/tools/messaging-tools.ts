import type { ToolData } from "@codespar/protocol";
import * as z from "zod";

import type { Message } from "../engines/messaging.ts";
import { asksForTimeout, throwRequestedFault } from "../fault.ts";
import { createSandboxTool, type SandboxTool, type ToolLabel } from "../sandbox-tool.ts";

const channelField = z.enum(["whatsapp", "sms", "email"]).default("whatsapp").describe("Channel.");
const toField = z.string().min(1).describe("Phone in E.164 form, or an e-mail address.");

const messageOutput = z.looseObject({
  message_id: z.string(),
  status: z.literal("sent"),
  channel: z.string(),
  to: z.string(),
  text: z.string(),
  sent_at: z.string(),
});

/** A tool that sends a text. */
export function sendTextTool(label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "writes",
    output: messageOutput,
    input: z.object({
      channel: channelField,
      to: toField,
      message: z.string().min(1).max(4096).describe("The text."),
    }),
    run({ channel, to, message }, { messaging }) {
      throwRequestedFault(message);
      const data = toMessageData(messaging.send({ channel, to, text: message }));
      return { data, lost: asksForTimeout(message) };
    },
  });
}

/** A tool that sends a template with its variables. */
export function sendTemplateTool(label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "writes",
    output: messageOutput,
    input: z.object({
      channel: channelField,
      to: toField,
      template: z.string().min(1).describe("Name of the template."),
      variables: z.looseObject({}).default({}).describe("Values it is filled with."),
    }),
    run({ channel, to, template, variables }, { messaging }) {
      const text = `[${template}] ${JSON.stringify(variables)}`;
      return { data: { ...toMessageData(messaging.send({ channel, to, text })), template } };
    },
  });
}

/** A tool that shows one message. */
export function getMessageTool(label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "reads",
    output: messageOutput,
    input: z.object({ message_id: z.string().describe("Id of the message.") }),
    run: ({ message_id }, { messaging }) => ({ data: toMessageData(messaging.get(message_id)) }),
  });
}

/** A tool that lists messages. */
export function listMessagesTool(label: ToolLabel): SandboxTool {
  return createSandboxTool({
    ...label,
    effect: "reads",
    output: z.object({ messages: z.array(messageOutput) }),
    input: z.object({}),
    run: (_input, { messaging }) => ({ data: { messages: messaging.list().map(toMessageData) } }),
  });
}

function toMessageData({ id, channel, to, text, sentAtMs }: Message): ToolData {
  return {
    message_id: id,
    status: "sent",
    channel,
    to,
    text,
    sent_at: new Date(sentAtMs).toISOString(),
  };
}
