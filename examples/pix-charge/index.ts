import { strict as assert } from "node:assert";

import { createRuntime } from "@codespar/runtime";
import { serve } from "@codespar/runtime/node";
import { CodeSpar } from "@codespar/sdk";
import { getTools } from "@codespar/vercel";
import { generateText, isStepCount, type ModelMessage } from "ai";

import { askForApproval } from "./ask-for-approval.ts";
import { chooseModel } from "./choose-model.ts";
import { printAudit, printCall, printOutcome, printQr, printUsage, say, title } from "./print.ts";
import { readCharge } from "./read-charge.ts";

const request =
  "Charge R$150 by Pix for order #5678, invoice it, and tell the customer on WhatsApp with the order_confirmation template.";

const runtime = createRuntime();
// On a port, so that the links the customer is sent open; without one, give `fetch: runtime.fetch`.
await using served = await serve(runtime, { port: 0 });
const codespar = new CodeSpar({ apiKey: runtime.apiKey, baseUrl: served.url });
await using session = await codespar.create("user_123", { preset: "brazilian" });

const { model, name } = await chooseModel();
title("Agent");
say(`Model: ${name}`);
say(`Session ${session.id} with ${session.servers.map((server) => server.name).join(", ")}`);
say(`User: ${request}`);

const tools = await getTools(session, {
  filter: ({ server }) => server === "codespar",
  beforeExecute: printCall,
  afterExecute: printOutcome,
});
const messages: ModelMessage[] = [{ role: "user", content: request }];
let answer = "";
for (;;) {
  const result = await generateText({ model, tools, messages, stopWhen: isStepCount(10) });
  messages.push(...result.response.messages);
  const approvals = await askForApproval(result.content);
  if (approvals.length === 0) {
    answer = result.text;
    break;
  }
  if (approvals.some(({ approved }) => !approved)) {
    say("Not approved: nothing was charged.");
    process.exit(0);
  }
  messages.push({ role: "tool", content: approvals });
}
say(`Agent: ${answer}`);

title("What the customer sees");
const { data: entries } = await codespar.audit.list({ sessionId: session.id, limit: 200 });
const charge = readCharge(entries);
printQr(charge.pixCode);
if (charge.invoiceUrl !== undefined) {
  const invoice = await fetch(charge.invoiceUrl);
  assert.equal(invoice.headers.get("content-type"), "application/pdf");
  say(`The invoice opens: ${charge.invoiceUrl}`);
}
await codespar.request("settleSandboxPayment", { params: { payment_id: charge.paymentId } });
say(`The customer pays: ${charge.paymentId} is settled.`);

title("Audit trail");
const verification = await codespar.audit.verify();
printAudit(entries, verification);

title("Usage");
const usage = await codespar.usage();
printUsage(usage);

assert(verification.valid, "The audit chain is broken.");
assert.equal(usage.totals.tool_calls, entries.filter(({ kind }) => kind === "intent").length);
assert.equal(usage.totals.billable_transactions, 1);
