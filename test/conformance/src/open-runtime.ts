/** A session runtime, as far as the suite needs it. */
export interface OpenRuntime extends AsyncDisposable {
  readonly apiKey: string;
  readonly fetch: typeof globalThis.fetch;
}

// Looked up when it runs: LangGraph and the runtime's HTTP layer both extend zod's types, and the
// compiler reads them only in some orders.
const packageName: string = "@codespar/runtime";

/** Opens a session runtime in this process. */
export async function openRuntime(): Promise<OpenRuntime> {
  const runtime: { createRuntime(): OpenRuntime } = await import(/* @vite-ignore */ packageName);
  return runtime.createRuntime();
}
