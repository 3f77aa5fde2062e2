import { serveTools } from "../../packages/runtime/test/servers/serve-tools.ts";

/** A provider that keeps count of what it is asked. */
export interface Provider extends AsyncDisposable {
  readonly url: string;
  /** How often each idempotency key was dispatched to it. */
  readonly dispatches: ReadonlyMap<string, number>;
}

/** Starts a provider that takes a few milliseconds, and does whatever it is asked as often as it is. */
export async function startProvider(): Promise<Provider> {
  const dispatches = new Map<string, number>();
  const served = await serveTools({
    charge: {
      async run({ key = "" }) {
        dispatches.set(key, (dispatches.get(key) ?? 0) + 1);
        await new Promise((resolve) => {
          setTimeout(resolve, Math.random() * 10);
        });
        return { charge: key };
      },
    },
    find: {
      annotations: { readOnlyHint: true },
      run: ({ input }) => ({
        status: dispatches.has(String(input["key"])) ? "charged" : "not_found",
        charge: input["key"],
      }),
    },
  });
  return { ...served, dispatches };
}
