import type { CatalogServer } from "./catalog-server.ts";
import { carrierRoutes, gatewayRoutes, invoiceRoutes } from "./route-sets.ts";

/** Colombian servers. */
export const colombianServers: readonly CatalogServer[] = [
  {
    id: "wompi",
    name: "Wompi",
    description: "Charges by card, PSE and Nequi, payment links and refunds.",
    category: "payments",
    country: "CO",
    authType: "api_key",
    capabilities: ["credit_card", "pse", "nequi", "checkout_link", "refund"],
    credentials: [
      { name: "WOMPI_PRIVATE_KEY", label: "Private key" },
      { name: "WOMPI_PUBLIC_KEY", label: "Public key" },
    ],
    live: { package: "@codespar/mcp-wompi" },
    api: {
      baseUrl: "https://production.wompi.co/v1",
      headers: { Authorization: "Bearer ${WOMPI_PRIVATE_KEY}" },
    },
    routes: gatewayRoutes("wompi", ["card", "pse", "nequi"]),
  },
  {
    id: "nequi",
    name: "Nequi",
    description: "Charges to Nequi wallets.",
    category: "payments",
    country: "CO",
    authType: "api_key",
    capabilities: ["nequi", "refund"],
    credentials: [
      { name: "NEQUI_CLIENT_ID", label: "Client id" },
      { name: "NEQUI_CLIENT_SECRET", label: "Client secret" },
      { name: "NEQUI_API_KEY", label: "API key" },
    ],
    live: { package: "@codespar/mcp-nequi" },
    routes: gatewayRoutes("nequi", ["nequi"]),
  },
  {
    id: "siigo",
    name: "Siigo",
    description: "A Colombian ERP: customers, products, orders and electronic invoices.",
    category: "erp",
    country: "CO",
    authType: "api_key",
    capabilities: ["customers", "products", "orders", "invoice"],
    credentials: [{ name: "SIIGO_ACCESS_TOKEN", label: "Access token" }],
    live: { package: "@codespar/mcp-siigo" },
    api: {
      baseUrl: "https://api.siigo.com/v1",
      headers: { Authorization: "Bearer ${SIIGO_ACCESS_TOKEN}" },
    },
    routes: invoiceRoutes("siigo", { invoice: "factura_co" }),
  },
  {
    id: "alegra",
    name: "Alegra",
    description: "A Colombian ERP: customers, products, orders and electronic invoices.",
    category: "erp",
    country: "CO",
    authType: "api_key",
    capabilities: ["customers", "products", "orders", "invoice"],
    credentials: [
      { name: "ALEGRA_EMAIL", label: "E-mail" },
      { name: "ALEGRA_API_TOKEN", label: "API token" },
    ],
    live: { package: "@codespar/mcp-alegra" },
    routes: invoiceRoutes("alegra", { invoice: "factura_co" }),
  },
  {
    id: "coordinadora",
    name: "Coordinadora",
    description: "A Colombian carrier: quotes, labels and tracking.",
    category: "logistics",
    country: "CO",
    authType: "api_key",
    capabilities: ["quote", "label", "tracking"],
    credentials: [
      { name: "COORDINADORA_API_KEY", label: "API key" },
      { name: "COORDINADORA_NIT", label: "NIT" },
    ],
    live: { package: "@codespar/mcp-coordinadora" },
    routes: carrierRoutes("coordinadora"),
  },
];
