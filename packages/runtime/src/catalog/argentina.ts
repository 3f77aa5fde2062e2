import type { CatalogServer } from "./catalog-server.ts";
import { carrierRoutes, invoiceRoutes } from "./route-sets.ts";

/** Argentine servers. */
export const argentineServers: readonly CatalogServer[] = [
  {
    id: "afip",
    name: "AFIP",
    description: "Argentine invoices with CAE.",
    category: "fiscal",
    country: "AR",
    authType: "cert",
    capabilities: ["factura", "cancel"],
    credentials: [
      { name: "AFIP_CUIT", label: "CUIT" },
      { name: "AFIP_CERT_PATH", label: "Path of the certificate" },
      { name: "AFIP_KEY_PATH", label: "Path of the private key" },
    ],
    live: { package: "@codespar/mcp-afip" },
    routes: invoiceRoutes("afip", { factura: "factura_ar" }),
  },
  {
    id: "andreani",
    name: "Andreani",
    description: "An Argentine carrier: quotes, labels and tracking.",
    category: "logistics",
    country: "AR",
    authType: "api_key",
    capabilities: ["quote", "label", "tracking"],
    credentials: [
      { name: "ANDREANI_USER", label: "User" },
      { name: "ANDREANI_PASSWORD", label: "Password" },
      { name: "ANDREANI_API_KEY", label: "API key" },
    ],
    live: { package: "@codespar/mcp-andreani" },
    routes: carrierRoutes("andreani"),
  },
  {
    id: "bcra",
    name: "BCRA",
    description: "Argentina's central bank: official exchange rates.",
    category: "banking",
    country: "AR",
    authType: "none",
    capabilities: ["exchange_rate"],
    credentials: [],
    live: { package: "@codespar/mcp-bcra" },
    api: { baseUrl: "https://api.bcra.gob.ar", headers: {} },
    routes: [],
  },
  {
    id: "colppy",
    name: "Colppy",
    description: "An Argentine ERP: customers, products and orders.",
    category: "erp",
    country: "AR",
    authType: "api_key",
    capabilities: ["customers", "products", "orders"],
    credentials: [
      { name: "COLPPY_API_KEY", label: "API key" },
      { name: "COLPPY_COMPANY_ID", label: "Company id" },
    ],
    live: { package: "@codespar/mcp-colppy" },
    routes: [],
  },
];
