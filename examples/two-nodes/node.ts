/** One node: a process of its own, told by its environment where the store and the provider are. */
import { createRuntime } from "@codespar/runtime";
import { serve } from "@codespar/runtime/node";

const { STORE: store, API_KEY: apiKey, PROVIDER: url = "" } = process.env;
const runtime = createRuntime({ store, apiKey, servers: { acquirer: { url } } });
const served = await serve(runtime, { port: 0 });
process.once("SIGTERM", () => void served.close().then(() => process.exit(0)));
process.send?.(served.url);
