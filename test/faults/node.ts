/** One node of a fault run: a process of its own. */
import { createRuntime } from "@codespar/runtime";
import { serve } from "@codespar/runtime/node";

const { STORE: store, API_KEY: apiKey, PROVIDER: url = "" } = process.env;
const runtime = createRuntime({
  store,
  apiKey,
  signingKey: "the same on every node",
  servers: { provider: { url, maxConcurrent: 1_000 } },
});
const { url: address } = await serve(runtime, { port: 0 });
process.send?.(address);
