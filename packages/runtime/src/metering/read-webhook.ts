import { createHmac } from "node:crypto";

import { equalInConstantTime } from "../digest.ts";
import { lookUp } from "../json-pointer.ts";
import { RuntimeError } from "../runtime-error.ts";
import { toIdText } from "../to-id-text.ts";
import type { SettlementEvent } from "./settlement-ledger.ts";
import type { WebhookSpec } from "./webhook-spec.ts";

/** A webhook as it arrived. */
export interface ReceivedWebhook {
  readonly body: string;
  readonly signature: string | undefined;
  readonly now: number;
}

/** What a provider said of a payment. */
export interface WebhookEvent extends Pick<SettlementEvent, "id" | "kind"> {
  readonly paymentId: string;
  /** What settled or went back; all where absent. */
  readonly amount: WebhookAmount | undefined;
}

/** An amount in the units the provider tells it in, those of the payment's currency. */
export interface WebhookAmount {
  readonly value: number;
  readonly unit: "minor" | "major";
}

const toleranceMs = 5 * 60_000;

/**
 * Reads a webhook once its signature is found right.
 *
 * @returns The event, or `undefined` for one that means nothing here.
 * @throws RuntimeError `unauthorized` for a wrong signature, `invalid_request` for a wrong body.
 */
export function readWebhook(
  spec: WebhookSpec,
  received: ReceivedWebhook,
): WebhookEvent | undefined {
  if (!isSigned(spec, received)) {
    throw new RuntimeError("unauthorized", "The webhook's signature is not right.");
  }
  const body = parse(received.body);
  const type = lookUp(body, spec.event.type);
  const kind = typeof type === "string" && Object.hasOwn(spec.kinds, type) && spec.kinds[type];
  if (kind === undefined || kind === false) return undefined;
  const id = toIdText(lookUp(body, spec.event.id));
  const paymentId = toIdText(lookUp(body, spec.event.paymentId));
  if (id === undefined || paymentId === undefined) {
    throw new RuntimeError("invalid_request", "The webhook names no event or no payment.");
  }
  // What failed moved nothing, and may be told with any amount.
  return { id, kind, paymentId, amount: kind === "failed" ? undefined : amountOf(spec, body) };
}

/** No currency has more decimals than four, so that what fits here fits in minor units too. */
const mostMajor = Number.MAX_SAFE_INTEGER / 10_000;

function amountOf({ event }: WebhookSpec, body: unknown): WebhookAmount | undefined {
  const pointer = event.amount ?? event.amountMajor;
  if (pointer === undefined) return undefined;
  const unit = event.amount === undefined ? "major" : "minor";
  const told = lookUp(body, pointer);
  const value = typeof told === "string" && /^\d+(?:\.\d+)?$/.test(told) ? Number(told) : told;
  const isAmount = unit === "minor" ? Number.isSafeInteger : isMajorAmount;
  if (typeof value === "number" && value > 0 && isAmount(value)) return { value, unit };
  const units = unit === "minor" ? "whole minor units" : "major units";
  throw new RuntimeError("invalid_request", `The webhook's amount is not in ${units}.`);
}

function isMajorAmount(value: number): boolean {
  return value <= mostMajor;
}

function isSigned(
  { secret, scheme }: WebhookSpec,
  { body, signature = "", now }: ReceivedWebhook,
): boolean {
  const sign = (text: string): string => createHmac("sha256", secret).update(text).digest("hex");
  if (scheme !== "timestamped") return equalInConstantTime(signature, sign(body));
  const parts = signature.split(",").map((part) => part.trim());
  const valuesOf = (name: string): readonly string[] =>
    parts.filter((part) => part.startsWith(`${name}=`)).map((part) => part.slice(name.length + 1));
  const [seconds = ""] = valuesOf("t");
  const isFresh =
    /^\d{1,12}$/.test(seconds) && Math.abs(now - Number(seconds) * 1_000) <= toleranceMs;
  // While its secret is changed, a provider signs with the old one and the new one.
  const signed = sign(`${seconds}.${body}`);
  return isFresh && valuesOf("v1").some((value) => equalInConstantTime(value, signed));
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new RuntimeError("invalid_request", "The webhook is not JSON.");
  }
}
