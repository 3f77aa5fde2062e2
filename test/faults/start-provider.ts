import { setTimeout } from "node:timers/promises";

import { serveTools } from "../../packages/runtime/test/servers/serve-tools.ts";

/** A provider that keeps count of what it is asked. */
export interface Provider extends AsyncDisposable {
  readonly url: string;
  /** How often each idempotency key was dispatched to it. */
  readonly dispatches: ReadonlyMap<string, number>;
  /** What is to happen before a call is answered, with its arguments (a few milliseconds pass). */
  beforeAnswer: (input: Readonly<Record<string, unknown>>) => Promise<unknown>;
}

/** Starts a provider that takes a few milliseconds, and does whatever it is asked as often as it is. */
export async function startProvider(): Promise<Provider> {
  const dispatches = new Map<string, number>();
  const provider: Pick<Provider, "dispatches" | "beforeAnswer"> = {
    dispatches,
    beforeAnswer: () => setTimeout(Math.random() * 10),
  };
  const count = async ({ key = "", input }: { key?: string | undefined; input: object }) => {
    dispatches.set(key, (dispatches.get(key) ?? 0) + 1);
    await provider.beforeAnswer({ ...input });
    return { charge: key };
  };
  const served = await serveTools({
    charge: { run: count },
    look: { annotations: { readOnlyHint: true }, run: count },
    find: {
      annotations: { readOnlyHint: true },
      run: ({ input }) => ({
        status: dispatches.has(String(input["key"])) ? "charged" : "not_found",
        charge: input["key"],
      }),
    },
  });
  return Object.assign(provider, served);
}
