/** A first program that makes a payment in a runtime's sandbox. */
export function toSnippet({
  url,
  apiKey,
}: {
  readonly url: string;
  readonly apiKey: string;
}): string {
  return `import { CodeSpar } from "@codespar/sdk";

const codespar = new CodeSpar({
  baseUrl: "${url}",
  apiKey: "${apiKey}",
});
const session = await codespar.create("user_123", { servers: ["stripe", "correios"] });
const payment = await session.execute("codespar_pay", { method: "pix", amount: 15000 });
console.log(payment.data.pix_code);
await session.close();`;
}
