/** What tests of the agent share: its backends on one wire, and a session that uses them. */
import { createAnthropic } from "@ai-sdk/anthropic";
import { aiSdk, anthropic, createRuntime } from "@codespar/runtime";
import { CodeSpar, type Session, type StreamEvent } from "@codespar/sdk";
import { createMessagesWire, type ScriptedCall } from "@codespar/wires";
import { onTestFinished } from "vitest";

type Fetch = typeof globalThis.fetch;
type RuntimeOptions = NonNullable<Parameters<typeof createRuntime>[0]>;
type CreateOptions = NonNullable<Parameters<CodeSpar["create"]>[1]>;

/** A backend of the agent on the wire of the Messages API. */
export interface WiredBackend {
  readonly name: string;
  create(fetch: Fetch): NonNullable<RuntimeOptions["agent"]>;
  /** With the key that the environment says. */
  createWithoutKey(): NonNullable<RuntimeOptions["agent"]>;
}

/** Every backend: what holds for one holds for the others. */
export const backends: readonly WiredBackend[] = [
  {
    name: "anthropic()",
    create: (fetch) => anthropic({ apiKey: "offline", fetch }),
    createWithoutKey: () => anthropic(),
  },
  {
    name: "aiSdk()",
    create: (fetch) =>
      aiSdk({ model: createAnthropic({ apiKey: "offline", fetch })("claude-sonnet-5-5") }),
    createWithoutKey: () => aiSdk({ model: createAnthropic()("claude-sonnet-5-5") }),
  },
];

/** A session, its client, and raw requests below the session's path. */
export interface Scene {
  readonly session: Session;
  readonly codespar: CodeSpar;
  readonly call: (path: string, init?: RequestInit) => Promise<Response>;
}

/** Opens a session on a runtime of its own. */
export async function openScene(
  agent: RuntimeOptions["agent"],
  options: RuntimeOptions = {},
  policy?: CreateOptions["policy"],
  servers: readonly string[] = ["stripe", "correios"],
): Promise<Scene> {
  const runtime = createRuntime({ agent, ...options });
  onTestFinished(() => runtime.close());
  const codespar = new CodeSpar({ apiKey: runtime.apiKey, fetch: runtime.fetch });
  const session = await codespar.create("user_123", {
    servers,
    ...(policy === undefined ? {} : { policy }),
  });
  const headers = { Authorization: `Bearer ${runtime.apiKey}`, "Content-Type": "application/json" };
  return {
    session,
    codespar,
    call: (path, init = {}) =>
      runtime.fetch(`http://codespar.test/v1/sessions/${session.id}${path}`, {
        ...init,
        headers: { ...headers, ...init.headers },
      }),
  };
}

/** A wire whose model makes these calls and then says that all is done. */
export function wireOf(
  ...turns: ReadonlyArray<readonly ScriptedCall[]>
): ReturnType<typeof createMessagesWire> {
  return createMessagesWire(turns, "All done.");
}

/** A call that charges by Pix. */
export function pay(id: string, amount = 100): ScriptedCall {
  return { id, name: "codespar_pay", input: { method: "pix", amount } };
}

/** A call that changes nothing. */
export function look(id: string): ScriptedCall {
  return { id, name: "stripe_list_payment_intents", input: {} };
}

/** All events of a turn. */
export async function collect(events: AsyncIterable<StreamEvent>): Promise<readonly StreamEvent[]> {
  const all: StreamEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** How many payments there are. */
export async function paymentsOf(session: Session): Promise<number> {
  const { data } = await session.execute("stripe_list_payment_intents", {});
  return Array.isArray(data["payments"]) ? data["payments"].length : -1;
}
