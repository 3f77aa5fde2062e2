import type { Tool, ToolData, ToolResult } from "@codespar/protocol";

import { safeText } from "./safe-text.ts";
import type { FailureCode, ToolFailure } from "./tool-outcome.ts";

/** What is known of a failure. */
export interface FailureFacts {
  readonly tool: Tool;
  readonly code: FailureCode;
  /** What the session or the provider said. */
  readonly said: string;
  readonly data?: ToolData;
  readonly result?: ToolResult;
}

type Words = (facts: Required<Pick<FailureFacts, "said" | "data">>, name: string) => string;

const nothing = "Nothing was executed.";
const doNotRepeat = "Do not call it again; check the status first.";

const executedBy: Readonly<Partial<Record<FailureCode, ToolFailure["executed"]>>> = {
  outcome_unknown: "unknown",
  connection_failed: "unknown",
  timeout: "unknown",
  aborted: "unknown",
  internal: "unknown",
  call_in_progress: "unknown",
  provider_error: "failed",
  invalid_provider_response: "failed",
  result_too_large: "failed",
};

const wordsBy: Readonly<Partial<Record<FailureCode, Words>>> = {
  needs_connection: ({ said, data }) => `${said} ${nothing} ${connectHint(data)}`,
  insufficient_scope: (_facts, name) =>
    `The session may not use ${name}. ${nothing} Tell the user.`,
  unauthorized: () => `The session's API key is not accepted. ${nothing} Tell the user.`,
  session_closed: () => `The session is closed. ${nothing} Tell the user to start again.`,
  provider_rate_limited: ({ data }) =>
    `The provider is rate limiting. ${nothing} Wait ${waitOf(data)} before calling it again.`,
  rate_limited: ({ data }) =>
    `There are too many requests. ${nothing} Wait ${waitOf(data)} before calling it again.`,
  policy_denied: ({ said }) => `The policy does not allow this: ${said} ${nothing} Tell the user.`,
  approval_required: ({ said }) => `${said} ${nothing} Wait for the approval.`,
  invalid_input: ({ said }) => `${said} ${nothing} Correct the arguments and call it again.`,
  unknown_tool: (_facts, name) => `There is no tool ${name} any more. ${nothing} Use another tool.`,
  provider_unavailable: () =>
    `The provider cannot be reached now. ${nothing} Try later, or tell the user.`,
  idempotency_conflict: () =>
    `This call was made before with other arguments. ${nothing} Check the status first.`,
};

/**
 * Words a failure for the model. It is told whether anything happened, and is never invited to
 * repeat a call that may have moved money.
 */
export function toFailure(facts: FailureFacts): ToolFailure {
  const { tool, code, data = {}, result } = facts;
  const repeatable = isRepeatable(tool);
  const executed = repeatable ? "no" : (executedBy[code] ?? "no");
  const said = sentence(safeText(facts.said));
  return {
    ok: false,
    code,
    executed,
    data,
    message: toMessage({ code, executed, repeatable, said, data, name: tool.name }),
    ...(result === undefined ? {} : { result }),
  };
}

interface MessageFacts {
  readonly code: FailureCode;
  readonly executed: ToolFailure["executed"];
  readonly repeatable: boolean;
  readonly said: string;
  readonly data: ToolData;
  readonly name: string;
}

function toMessage({ code, executed, repeatable, said, data, name }: MessageFacts): string {
  const words = wordsBy[code];
  if (words !== undefined) return words({ said, data }, name);
  if (executed === "unknown") {
    return `It is not known whether ${name} took effect (${code}). ${doNotRepeat}`;
  }
  if (executed === "failed") return `${name} failed: ${said} It was refused, not completed.`;
  if (repeatable && executedBy[code] !== undefined) {
    return `${name} did not answer properly: ${said} It changes nothing and may be called again.`;
  }
  return `${name} failed: ${said} ${nothing}`;
}

function isRepeatable({ annotations }: Tool): boolean {
  return annotations?.readOnlyHint === true || annotations?.idempotentHint === true;
}

/** The connect page is for the user, so the model may pass it on; nothing but https is shown. */
function connectHint({ redirect_url: url }: ToolData): string {
  return typeof url === "string" && url.startsWith("https://")
    ? `Ask the user to connect it at ${url}`
    : "Ask the user to connect it.";
}

function waitOf({ retry_after: seconds }: ToolData): string {
  return typeof seconds === "number" ? `${seconds} seconds` : "a little";
}

function sentence(text: string): string {
  if (text === "") return "no reason was given.";
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
