/** One node of a fault run: a process of its own. */
import { createRuntime } from "@codespar/runtime";
import { serve } from "@codespar/runtime/node";

const { STORE: store, API_KEY: apiKey, PROVIDER: url = "" } = process.env;
/** How it finds out what came of a call that was cut off. */
const charge = {
  tool: "find",
  input: { key: "$idempotency_key" },
  status: "/status",
  executed: ["charged"],
  notExecuted: ["not_found"],
  notExecutedAfterMs: 5_000,
};
const runtime = createRuntime({
  store,
  apiKey,
  signingKey: "the same on every node",
  servers: { provider: { url, maxConcurrent: 1_000, reconcile: { charge } } },
});
const { url: address } = await serve(runtime, { port: 0 });
process.send?.(address);
