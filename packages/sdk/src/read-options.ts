import { checkNumber } from "./check-number.ts";
import type { CodeSparOptions } from "./codespar.ts";
import { CodeSparError } from "./errors.ts";
import type { HttpClientOptions } from "./http-client.ts";

const hostedUrl = "https://api.codespar.dev";
const defaultTimeoutMs = 60_000;
const defaultMaxRetries = 2;

/** Completes the options of a client from the environment; throws `unauthorized` or `invalid_request`. */
export function readOptions(options: CodeSparOptions): HttpClientOptions {
  const { apiKey = readEnvironment("CODESPAR_API_KEY"), timeoutMs, maxRetries } = options;
  const { baseUrl = readEnvironment("CODESPAR_BASE_URL") ?? hostedUrl } = options;
  return {
    apiKey: checkApiKey(apiKey),
    baseUrl: checkBaseUrl(baseUrl),
    timeoutMs: checkNumber("timeoutMs", timeoutMs ?? defaultTimeoutMs, 1),
    maxRetries: checkNumber("maxRetries", maxRetries ?? defaultMaxRetries, 0),
    // Looked up at each call, so that a fetch replaced later (a tracer's, a test's) is used.
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    logger: options.logger,
  };
}

function checkApiKey(apiKey: string | undefined): string {
  if (apiKey === undefined || apiKey === "") {
    throw new CodeSparError(
      "unauthorized",
      "An API key is needed: pass apiKey or set CODESPAR_API_KEY (csk_test_… or csk_live_…).",
    );
  }
  // The line break of a file that it was read from harms nothing.
  const key = apiKey.trim();
  if (/^csk_[\u0021-\u007E]+$/.test(key)) return key;
  throw new CodeSparError(
    "unauthorized",
    "The API key is not one of CodeSpar's: csk_test_ or csk_live_, and letters and digits (CODESPAR_API_KEY).",
  );
}

function checkBaseUrl(baseUrl: string): string {
  if (/^https?:\/\//i.test(baseUrl) && URL.canParse(baseUrl)) return baseUrl.replace(/\/+$/, "");
  throw new CodeSparError(
    "invalid_request",
    "baseUrl must be an http:// or https:// address, such as http://127.0.0.1:8787 (CODESPAR_BASE_URL).",
  );
}

function readEnvironment(name: string): string | undefined {
  const { process }: { process?: { env?: Readonly<Record<string, string | undefined>> } } =
    globalThis;
  const value = process?.env?.[name];
  return value === "" ? undefined : value;
}
