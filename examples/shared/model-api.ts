import { createMessagesWire, createOpenAIWire } from "@codespar/wires";

/** What a client of a model's API is made with. */
export interface ClientSettings {
  readonly apiKey: string;
  readonly model: string;
  /** A scripted model in the place of the real one. */
  readonly fetch: typeof globalThis.fetch;
}

const answer = "Done: the Pix charge is ready, and the customer knows.";

/** What the scripted model does: it charges, tells the customer, and says so. */
function script(id: string) {
  const input = { method: "pix", amount: 15_000, description: "Order #5678" };
  const notice = { channel: "whatsapp", template: "order_confirmation", variables: {} };
  return [
    [{ id: `${id}_1`, name: "codespar_pay", input }],
    [{ id: `${id}_2`, name: "codespar_notify", input: notice }],
  ];
}

/** OpenAI with `OPENAI_API_KEY`, a scripted model without. */
export function openaiApi(): ClientSettings {
  const { OPENAI_API_KEY: apiKey, OPENAI_MODEL: model = "gpt-5" } = process.env;
  if (apiKey) return { apiKey, model, fetch: globalThis.fetch };
  return { apiKey: "offline", model, fetch: createOpenAIWire(script("call"), answer).fetch };
}

/** Claude with `ANTHROPIC_API_KEY`, a scripted model without. */
export function messagesApi(): ClientSettings {
  const { ANTHROPIC_API_KEY: apiKey, ANTHROPIC_MODEL: model = "claude-sonnet-5-5" } = process.env;
  if (apiKey) return { apiKey, model, fetch: globalThis.fetch };
  return { apiKey: "offline", model, fetch: createMessagesWire(script("toolu"), answer).fetch };
}
