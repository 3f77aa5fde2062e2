import type { CatalogServer } from "./catalog-server.ts";

/** Servers of no one country. */
export const globalServers: readonly CatalogServer[] = [
  {
    id: "stripe",
    name: "Stripe",
    description: "Cards, Pix and boleto, checkout links, subscriptions and refunds.",
    category: "payments",
    country: "GLOBAL",
    authType: "api_key",
    capabilities: ["credit_card", "debit_card", "checkout_link", "subscription", "refund"],
    credentials: [{ name: "STRIPE_SECRET_KEY", label: "Secret key" }],
    live: { package: "@codespar/mcp-stripe" },
    api: {
      baseUrl: "https://api.stripe.com/v1",
      headers: { Authorization: "Bearer ${STRIPE_SECRET_KEY}" },
    },
    routes: [
      { kind: "pay", tool: "stripe_create_payment_intent", methods: ["card", "pix", "boleto"] },
      { kind: "checkout", tool: "stripe_create_checkout", methods: ["card", "pix", "boleto"] },
      { kind: "paymentStatus", tool: "stripe_get_payment_intent" },
    ],
  },
  {
    id: "persona",
    name: "Persona",
    description: "Checks of people: identity, documents, risk and sanctions.",
    category: "identity",
    country: "GLOBAL",
    authType: "api_key",
    capabilities: ["identity", "document", "risk_score", "sanctions"],
    credentials: [{ name: "PERSONA_API_KEY", label: "API key" }],
    live: { package: "@codespar/mcp-persona" },
    routes: [
      { kind: "verify", tool: "persona_create_check" },
      { kind: "verificationStatus", tool: "persona_get_check" },
    ],
  },
];
