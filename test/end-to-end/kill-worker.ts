/** Makes one payment, then hangs in another; `kill.test.ts` kills it there. */
import { createRuntime } from "@codespar/runtime";
import { CodeSpar } from "@codespar/sdk";

const { STORE: store = "", API_KEY: apiKey = "" } = process.env;

function report(facts: object): void {
  console.log(JSON.stringify(facts));
}

const runtime = createRuntime({ store, apiKey });
const codespar = new CodeSpar({ apiKey, fetch: runtime.fetch });
const session = await codespar.create("user_123", { servers: ["stripe"] });
report({ session: session.id });
const paid = await session.execute("codespar_pay", { amount: 100 }, { idempotencyKey: "paid" });
report({ payment: paid.data["payment_id"] });
const lost = { amount: 200, description: "sandbox:timeout_after_commit" };
void session.execute("codespar_pay", lost, { idempotencyKey: "hung" });
for (;;) {
  // The provider knows of the payment, so the call was dispatched.
  const { data } = await session.execute("stripe_list_payment_intents", {});
  if (Array.isArray(data["payments"]) && data["payments"].length === 2) break;
}
report({ done: true });
