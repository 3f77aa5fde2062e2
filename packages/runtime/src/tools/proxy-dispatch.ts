import { isRecord } from "@codespar/protocol/validation";

import type { ServerApi } from "../catalog/server-api.ts";
import type { Accounts } from "../connections/accounts.ts";
import { fillIn } from "../mcp/fill-in.ts";
import type { LinkTarget } from "../mcp/mcp-pool.ts";
import type { ServerDirectory } from "../mcp/server-directory.ts";
import { startCallDeadline } from "./call-deadline.ts";
import type { Outcome } from "./dispatch.ts";
import type { ProxyInput } from "./proxy-input.ts";

/** What raw calls work with. */
export interface ProxyParts {
  readonly directory: ServerDirectory;
  readonly accounts: Accounts;
  readonly maxResultBytes: number;
}

/** A raw call about to be made. */
export interface ProxyCall {
  readonly target: LinkTarget;
  readonly input: ProxyInput;
  readonly idempotencyKey: string | null;
  readonly signal: AbortSignal;
}

/** Who calls whom, and how: judged before, and so never the caller's to say. */
const notTheCallers = [
  "authorization",
  "cookie",
  "host",
  "content-length",
  "x-http-method",
  "x-http-method-override",
  "x-method-override",
];
const kept = ["content-type", "retry-after", "x-request-id", "location"];

/** Calls a server's own API with the account's secrets, and says truthfully what came of it. */
export async function proxyDispatch(parts: ProxyParts, call: ProxyCall): Promise<Outcome> {
  const { target, input } = call;
  const server = parts.directory.find(target, target.serverId);
  const api = server?.facts.api;
  const url = api && urlOf(api, input);
  if (server === undefined || api === undefined || url === undefined) {
    return refusal(`${target.serverId} has no such endpoint that can be called directly.`);
  }
  using deadline = startCallDeadline(server.timeoutMs, call.signal);
  try {
    const headers = await headersOf(parts, api, call);
    const response = await fetch(url, {
      headers,
      method: input.method,
      redirect: "manual",
      signal: deadline.signal,
      ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    });
    return await toOutcome(response, parts.maxResultBytes);
  } catch {
    const isRead = input.method === "GET";
    return {
      ok: false,
      code: isRead ? "provider_timeout" : "outcome_unknown",
      message: `${target.serverId} did not answer${isRead ? "" : "; it may have taken effect"}.`,
      data: {},
    };
  }
}

/** The address under the API's own; nothing when the endpoint leads out of it. */
function urlOf({ baseUrl }: ServerApi, { endpoint, params = {} }: ProxyInput): URL | undefined {
  const base = new URL(baseUrl);
  const url = new URL(`${baseUrl.replace(/\/$/, "")}${endpoint}`);
  const folder = base.pathname.replace(/\/?$/, "/");
  const isUnder = url.origin === base.origin && url.pathname.startsWith(folder);
  for (const [name, value] of Object.entries(params)) url.searchParams.append(name, value);
  return isUnder ? url : undefined;
}

async function headersOf(
  { accounts }: ProxyParts,
  api: ServerApi,
  { target, input, idempotencyKey }: ProxyCall,
): Promise<Headers> {
  const account = await accounts.load(target);
  const token = await account.token?.();
  const headers = new Headers(input.headers);
  for (const name of notTheCallers) headers.delete(name);
  if (input.body !== undefined) headers.set("Content-Type", "application/json");
  if (idempotencyKey !== null) headers.set("Idempotency-Key", idempotencyKey);
  for (const [name, value] of Object.entries(fillIn(api.headers, account.fields))) {
    headers.set(name, value);
  }
  if (token !== undefined) headers.set("Authorization", `Bearer ${token}`);
  return headers;
}

async function toOutcome(response: Response, maxBytes: number): Promise<Outcome> {
  const text = await response.text();
  const whole = text.length <= maxBytes;
  const data = {
    status: response.status,
    data: whole ? parse(text) : text.slice(0, maxBytes),
    headers: Object.fromEntries(
      kept.flatMap((name) => {
        const value = response.headers.get(name);
        return value === null ? [] : [[name, value]];
      }),
    ),
  };
  return whole ? { ok: true, data } : { ok: true, data, warning: "The answer was cut." };
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) || Array.isArray(value) ? value : text;
  } catch {
    return text;
  }
}

function refusal(message: string): Outcome {
  return { ok: false, code: "invalid_input", message, data: {} };
}
