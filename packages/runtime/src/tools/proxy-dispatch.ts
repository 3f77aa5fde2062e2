import { isRecord } from "@codespar/protocol/validation";

import type { ServerApi } from "../catalog/server-api.ts";
import type { Accounts } from "../connections/accounts.ts";
import { isDeeperThan, maxAnswerDepth } from "../json-depth.ts";
import { fillIn } from "../mcp/fill-in.ts";
import type { LinkTarget } from "../mcp/mcp-pool.ts";
import type { ServerDirectory } from "../mcp/server-directory.ts";
import { RuntimeError } from "../runtime-error.ts";
import { startCallDeadline } from "./call-deadline.ts";
import type { Outcome } from "./dispatch.ts";
import type { ProxyInput } from "./proxy-input.ts";
import { toFailure, toUnanswered } from "./to-failure.ts";

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
  "transfer-encoding",
  "connection",
  "keep-alive",
  "expect",
  "upgrade",
  "te",
  "trailer",
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
  const failed = {
    server: target.serverId,
    readOnly: input.method === "GET",
    repeatable: false,
  };
  const request = await prepare(parts, { api, url, call }).catch((cause: unknown) =>
    cause instanceof RuntimeError
      ? toFailure(cause, failed)
      : refusal("The call's headers or body cannot be sent; nothing was."),
  );
  if ("ok" in request) return request;
  using deadline = startCallDeadline(server.timeoutMs, call.signal);
  try {
    const response = await fetch(request, { redirect: "manual", signal: deadline.signal });
    return await toOutcome(response, parts.maxResultBytes);
  } catch (cause) {
    if (!deadline.signal.aborted) return toFailure(cause, failed);
    return toUnanswered(failed, deadline.expired ? "timed out" : "was canceled");
  }
}

interface Prepared {
  readonly api: ServerApi;
  readonly url: URL;
  readonly call: ProxyCall;
}

/** The request as it is sent; throws when there is no account, or when it cannot be sent at all. */
async function prepare(parts: ProxyParts, { api, url, call }: Prepared): Promise<Request> {
  const { method, body } = call.input;
  return new Request(url, {
    method,
    headers: await headersOf(parts, api, call),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
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

async function toOutcome(response: Response, maxLength: number): Promise<Outcome> {
  const text = await readText(response, maxLength);
  const whole = text.length <= maxLength;
  const data = {
    status: response.status,
    data: whole ? parse(text) : text.slice(0, maxLength),
    headers: Object.fromEntries(
      kept.flatMap((name) => {
        const value = response.headers.get(name);
        return value === null ? [] : [[name, value]];
      }),
    ),
  };
  return whole ? { ok: true, data } : { ok: true, data, warning: "The answer was cut." };
}

/** The text of an answer; of one that is too long, a little more than is kept. */
async function readText({ body }: Response, maxLength: number): Promise<string> {
  if (body === null) return "";
  const decoder = new TextDecoder();
  const chunks: AsyncIterable<Uint8Array> = body;
  let text = "";
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > maxLength) return text;
  }
  return text + decoder.decode();
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    const isData = isRecord(value) || Array.isArray(value);
    return isData && !isDeeperThan(value, maxAnswerDepth) ? value : text;
  } catch {
    return text;
  }
}

function refusal(message: string): Outcome {
  return { ok: false, code: "invalid_input", message, data: {} };
}
