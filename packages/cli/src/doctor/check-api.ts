import { CodeSpar, CodeSparError } from "@codespar/sdk";

import { toDuration } from "../format.ts";
import type { Check, CheckParts, Finding } from "./check.ts";

const timeoutMs = 10_000;
const maxSkewMs = 30_000;

/** Whether there is a key, the API can be reached, the clocks agree, and the key is accepted. */
export const checkApi: Check = async (parts) => {
  const key = checkKey(parts);
  const reached = await reach(parts);
  const isReached = reached.every(({ status }) => status !== "failed");
  return [key, ...reached, ...(isReached && key.status === "ok" ? [await checkAccess(parts)] : [])];
};

function checkKey({ apiKey }: CheckParts): Finding {
  const check = "API key";
  if (apiKey === undefined) {
    const remedy = 'Set CODESPAR_API_KEY; "codespar dev" prints one to try things with.';
    return { check, status: "failed", message: "CODESPAR_API_KEY is not set.", remedy };
  }
  if (!/^csk_(test|live)_/.test(apiKey)) {
    const remedy = "Copy it again: keys begin with csk_test_ or csk_live_.";
    return { check, status: "failed", message: "It does not look like a key.", remedy };
  }
  const kind = apiKey.startsWith("csk_test_") ? "a test key: sandbox servers" : "a live key";
  return { check, status: "ok", message: kind };
}

async function reach({ baseUrl, terminal }: CheckParts): Promise<readonly Finding[]> {
  const check = "API";
  const startedAt = Date.now();
  const signal = AbortSignal.any([terminal.signal, AbortSignal.timeout(timeoutMs)]);
  let response: Response;
  try {
    response = await fetch(new URL("/healthz", baseUrl), { signal });
    await response.body?.cancel();
  } catch {
    const remedy = 'Is CODESPAR_BASE_URL right? "codespar dev" runs a runtime on this machine.';
    return [{ check, status: "failed", message: `Nothing answers at ${baseUrl}.`, remedy }];
  }
  if (!response.ok) {
    const remedy = "Is CODESPAR_BASE_URL the address of a CodeSpar runtime?";
    const message = `${baseUrl} answers HTTP ${response.status}.`;
    return [{ check, status: "failed", message, remedy }];
  }
  const endedAt = Date.now();
  const took = toDuration(endedAt - startedAt);
  const reached: Finding = { check, status: "ok", message: `${baseUrl} answers in ${took}` };
  return [reached, ...checkClock(response, (startedAt + endedAt) / 2)];
}

/** Signed links and keys with an end need clocks that agree. */
function checkClock(response: Response, nowMs: number): readonly Finding[] {
  const theirs = Date.parse(response.headers.get("date") ?? "");
  if (Number.isNaN(theirs)) return [];
  const skewMs = Math.round(Math.abs(nowMs - theirs));
  const check = "Clock";
  // The header is in whole seconds.
  if (skewMs <= maxSkewMs) return [{ check, status: "ok", message: "agrees with the API's" }];
  const message = `It is ${toDuration(skewMs)} away from the API's.`;
  return [{ check, status: "warning", message, remedy: "Let this machine set its clock (NTP)." }];
}

async function checkAccess({ apiKey, baseUrl, terminal }: CheckParts): Promise<Finding> {
  const check = "Access";
  try {
    const codespar = new CodeSpar({ apiKey, baseUrl, timeoutMs, maxRetries: 0 });
    const { project, key } = await codespar.request("whoami", { signal: terminal.signal });
    const message = `project ${project.name} (${project.id}), ${key.scopes.length} scopes`;
    return { check, status: "ok", message };
  } catch (cause) {
    const unknown = CodeSparError.is(cause) && cause.code === "unauthorized";
    const message = cause instanceof Error ? cause.message : String(cause);
    const remedy = unknown
      ? "The key belongs to another runtime, or ended: a key of codespar dev ends with it."
      : "Look at what the runtime logs.";
    return { check, status: "failed", message, remedy };
  }
}
