import { strict as assert } from "node:assert";

import { createRuntime } from "@codespar/runtime";
import { CodeSpar } from "@codespar/sdk";
import { getTools } from "@codespar/vercel";
import { generateText, isStepCount, type ModelMessage } from "ai";

import { askForApproval } from "./ask-for-approval.ts";
import { chooseModel } from "./choose-model.ts";
import { createApi } from "./create-api.ts";
import { printAudit, printCall, printOutcome, printQr, printUsage, say, title } from "./print.ts";

const request =
  "Charge R$150 by Pix for order #5678, invoice it, and tell the customer on WhatsApp with the order_confirmation template.";

await using runtime = createRuntime();
const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch: runtime.fetch });
await using session = await codespar.create("user_123", { preset: "brazilian" });
const api = createApi(runtime);

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
const { data: calls } = await api.logs(session.id);
const payment = await api.payment(session.id);
assert(payment !== undefined, "The agent charged nothing.");
printQr(payment.pixCode);
await api.pay(payment.id);
say(`The customer pays: ${payment.id} is settled.`);

title("Audit trail");
const { data: entries } = await api.audit(session.id);
const verification = await api.verify();
printAudit(entries, verification);

title("Usage");
const usage = await api.usage();
printUsage(usage);

assert(verification.valid, "The audit chain is broken.");
assert.equal(usage.totals.tool_calls, calls.length);
assert.equal(usage.totals.billable_transactions, 1);
