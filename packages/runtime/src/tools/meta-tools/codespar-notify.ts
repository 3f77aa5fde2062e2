import * as z from "zod";

import { customerOf } from "../../metering/customer-of.ts";
import { createMetaTool, refuseInput } from "./create-meta-tool.ts";
import type { MetaTool, PlanContext } from "./meta-tool.ts";
import { callRoute, chooseRoute } from "./server-route.ts";

/** Sends a message through whichever connected server fits. */
export const codesparNotify: MetaTool = createMetaTool({
  name: "codespar_notify",
  title: "Notify",
  description:
    "Send a WhatsApp, SMS or e-mail message: a text, or a template with variables. Without a recipient, the customer of the latest payment is notified.",
  effect: "writes",
  input: z.object({
    channel: z.enum(["whatsapp", "sms", "email"]).default("whatsapp").describe("Channel."),
    to: z.string().min(1).optional().describe("Phone in E.164 form, or an e-mail address."),
    recipient: z.string().min(1).optional().describe("The same as to."),
    message: z.string().min(1).max(4096).optional().describe("The text."),
    template: z.string().min(1).optional().describe("Name of a template."),
    variables: z.looseObject({}).optional().describe("Values for the template."),
  }),
  async plan(input, context) {
    const { channel, message, template, variables = {} } = input;
    const { mayStandIn } = context;
    const to = input.to ?? input.recipient ?? (await knownRecipient(channel, context));
    if (to === undefined) {
      return refuseInput("to", "required", '"to" is required: no customer is known yet.');
    }
    if (template !== undefined) {
      const route = await chooseRoute(context, { kind: "notifyTemplate", mayStandIn });
      if (route.kind === "refuse") return route;
      return callRoute(route, { channel, to, template, variables }, (data) => data);
    }
    if (message === undefined) {
      return refuseInput("message", "required", 'Give "message" or "template".');
    }
    const route = await chooseRoute(context, { kind: "notifyText", mayStandIn });
    if (route.kind === "refuse") return route;
    return callRoute(route, { channel, to, message }, (data) => data);
  },
});

/** The session's customer: from its metadata, else from its newest payment. */
async function knownRecipient(
  channel: string,
  { metadata, findPayment }: PlanContext,
): Promise<string | undefined> {
  const field = channel === "email" ? "email" : "phone";
  const told = metadata[`customer_${field}`];
  if (told !== undefined) return told;
  const payment = await findPayment();
  const known = payment === undefined ? "" : customerOf(payment)[field];
  return known === "" ? undefined : known;
}
