import { CodeSpar } from "@codespar/sdk";

// Set CODESPAR_API_KEY and CODESPAR_BASE_URL: "npx @codespar/cli dev" runs a sandbox and prints them.
const codespar = new CodeSpar();
const session = await codespar.create("user_123", { servers: ["stripe"] });

const payment = await session.execute("codespar_pay", { method: "pix", amount: 15000 });
console.log(payment.success ? payment.data["pix_code"] : payment.error);
await session.close();
