import type { LanguageModel } from "ai";
import { MockLanguageModelV4 } from "ai/test";

type Results = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface Step {
  readonly tool: string;
  readonly input: (results: Results) => Readonly<Record<string, unknown>>;
}

const steps: readonly Step[] = [
  {
    tool: "codespar_pay",
    input: () => ({ method: "pix", amount: 15000, currency: "BRL", description: "Order #5678" }),
  },
  {
    tool: "codespar_invoice",
    input: (results) => ({ payment_id: results["codespar_pay"]?.["payment_id"] }),
  },
  {
    tool: "codespar_notify",
    input: (results) => ({
      channel: "whatsapp",
      template: "order_confirmation",
      variables: { invoice_url: results["codespar_invoice"]?.["pdf_url"] },
    }),
  },
];

const usage = {
  inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 0, text: 0, reasoning: 0 },
};

/** A model that knows one job: it takes each next step from what the tools have answered so far. */
export function createScriptedModel(): LanguageModel {
  return new MockLanguageModelV4({
    doGenerate({ prompt }) {
      const results = readResults(prompt);
      const next = steps.find(({ tool }) => results[tool] === undefined);
      if (next === undefined) {
        const text = "Done: the Pix charge is ready, the invoice is issued, the customer knows.";
        return Promise.resolve({
          content: [{ type: "text", text }],
          finishReason: { unified: "stop", raw: undefined },
          usage,
          warnings: [],
        });
      }
      return Promise.resolve({
        content: [
          {
            type: "tool-call",
            toolCallId: `call_${next.tool}`,
            toolName: next.tool,
            input: JSON.stringify(next.input(results)),
          },
        ],
        finishReason: { unified: "tool-calls", raw: undefined },
        usage,
        warnings: [],
      });
    },
  });
}

type Prompt = Parameters<MockLanguageModelV4["doGenerate"]>[0]["prompt"];

function readResults(prompt: Prompt): Results {
  const parts = prompt.flatMap((message) => (message.role === "tool" ? message.content : []));
  return Object.fromEntries(
    parts.flatMap((part) =>
      part.type === "tool-result" && part.output.type === "json"
        ? [[part.toolName, part.output.value as Readonly<Record<string, unknown>>]]
        : [],
    ),
  );
}
