import { createRuntime } from "@codespar/runtime";
import { CodeSpar } from "@codespar/sdk";

import { measureManyAtOnce, type Throughput } from "./many-at-once.ts";

/** `session.execute` in this process, by 32 callers at once, each call durable before it is answered. */
export async function measureThroughput(name: string, store: string): Promise<Throughput> {
  await using runtime = createRuntime({ store });
  const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch: runtime.fetch });
  const session = await codespar.create("user_123", { servers: ["stripe"] });
  return await measureManyAtOnce(name, () =>
    session.execute("stripe_list_payment_intents", { limit: 1 }),
  );
}
