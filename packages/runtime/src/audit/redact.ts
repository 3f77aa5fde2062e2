import { isRecord } from "@codespar/protocol/validation";

import { mask } from "./mask.ts";

const secretKey =
  /authorization|^x-auth|cookie|token|secret|password|passwd|senha|contrase[nñ]a|api[-_]?key|private[-_]?key|credential|card[-_]?number|^card$|^pan$|cvv|cvc|verifier|^(?:pin|otp|cpf)$/i;
const secretText =
  /\b(?:(?:Bearer|Basic)\s+[^\s"',]+|(?:sk|rk|csk)_(?:test|live)_\S+|sk-(?:ant|proj)-\S+|APP_USR-\S+|whsec_\S+|gh[pousr]_\w{20,}|AKIA[A-Z0-9]{16}|cst\.ses_\S+)/gi;
/** What may be a JSON Web Token: looked at once from where it begins, however long it is. */
const dottedText = /(?<![\w-])[\w-]{11,}\.[\w-]{8,}(?:\.[\w-]+)+/g;
/** `name: value` of a secret inside a text: JSON, a query, a form. */
const namedText =
  /((?:access_token|refresh_token|id_token|client_secret|api_?key|password|passwd|senha|secret)["']?\s*[=:]\s*["']?)[^\s"'&,;}]+/gi;
/** The user and the password of an address. */
const userInfoText = /(\b[a-z][a-z\d+.-]{0,20}:\/\/)[^\s/@:]*:[^\s/@]+@/gi;
const privateKeyText = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*-----|$)/g;
const cpfText = /\b\d{3}\.\d{3}\.\d{3}-\d{2}\b/g;
const cardText = /\b(?:\d[ -]?){12,18}\d\b/g;

/** Copies a value without its secrets: by the name of a member, and by the look of a text. */
export function redact(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (Array.isArray(value)) return value.map(redact);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      secretKey.test(key) && member !== null ? mask : redact(member),
    ]),
  );
}

function redactText(text: string): string {
  if (text.length < 12) return text;
  return text
    .replaceAll(privateKeyText, mask)
    .replaceAll(userInfoText, `$1${mask}@`)
    .replaceAll(secretText, mask)
    .replaceAll(dottedText, withoutToken)
    .replaceAll(namedText, `$1${mask}`)
    .replaceAll(cpfText, mask)
    .replaceAll(cardText, (digits) => (passesLuhn(digits) ? mask : digits));
}

/** The header of a JSON Web Token is an object, which begins like this. */
function withoutToken(text: string): string {
  const start = text.search(/\beyJ/);
  return start === -1 ? text : `${text.slice(0, start)}${mask}`;
}

function passesLuhn(text: string): boolean {
  const digits = text.replaceAll(/\D/g, "");
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}
