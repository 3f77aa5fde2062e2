import { bank } from "./profiles/bank.ts";
import { carrier } from "./profiles/carrier.ts";
import { erp } from "./profiles/erp.ts";
import { type IssuedDocument, invoicing } from "./profiles/invoicing.ts";
import { paymentGateway } from "./profiles/payment-gateway.ts";
import type { SandboxServer } from "./sandbox-server.ts";
import { bcra } from "./servers/bcra.ts";
import { mercadoBitcoin } from "./servers/mercado-bitcoin.ts";
import { mercadopago } from "./servers/mercadopago.ts";
import { persona } from "./servers/persona.ts";
import { stripe } from "./servers/stripe.ts";
import { zApi } from "./servers/z-api.ts";

const brazil = { country: "BR", postalDigits: 8, currency: "BRL" };
const mexico = { country: "MX", postalDigits: 5, currency: "MXN" };
const argentina = { country: "AR", postalDigits: 4, currency: "ARS" };
const colombia = { country: "CO", postalDigits: 6, currency: "COP" };

const nfse: IssuedDocument = { kind: "nfse", tool: "nfse", title: "NFS-e" };
const nfe: IssuedDocument = { kind: "nfe", tool: "nfe", title: "NF-e" };
const cfdi: IssuedDocument = { kind: "cfdi", tool: "cfdi", title: "CFDI" };
const facturaAr: IssuedDocument = { kind: "factura_ar", tool: "factura", title: "factura" };
const facturaCo: IssuedDocument = {
  kind: "factura_co",
  tool: "invoice",
  title: "factura electrónica",
};

/** Every sandbox server. */
export const sandboxServers: readonly SandboxServer[] = [
  stripe,
  mercadopago,
  paymentGateway({ id: "asaas", name: "Asaas", methods: ["pix", "boleto", "card"] }),
  paymentGateway({ id: "pagarme", name: "Pagar.me", methods: ["pix", "boleto", "card"] }),
  paymentGateway({ id: "zoop", name: "Zoop", methods: ["pix", "boleto", "card"] }),
  paymentGateway({
    id: "conekta",
    name: "Conekta",
    methods: ["card", "spei", "oxxo"],
    currency: "MXN",
  }),
  paymentGateway({
    id: "wompi",
    name: "Wompi",
    methods: ["card", "pse", "nequi"],
    currency: "COP",
  }),
  paymentGateway({ id: "nequi", name: "Nequi", methods: ["nequi"], currency: "COP" }),
  { id: "nuvem-fiscal", name: "Nuvem Fiscal", tools: invoicing("nuvem-fiscal", [nfse, nfe]) },
  { id: "facturapi", name: "Facturapi", tools: invoicing("facturapi", [cfdi]) },
  { id: "afip", name: "AFIP", tools: invoicing("afip", [facturaAr]) },
  carrier("correios", { ...brazil, name: "Correios" }),
  carrier("melhor-envio", { ...brazil, name: "Melhor Envio" }),
  carrier("skydropx", { ...mexico, name: "Skydropx" }),
  carrier("andreani", { ...argentina, name: "Andreani" }),
  carrier("coordinadora", { ...colombia, name: "Coordinadora" }),
  zApi,
  bank({
    id: "stark-bank",
    name: "Stark Bank",
    method: "pix",
    currency: "BRL",
    payee: "a Pix key",
  }),
  bank({
    id: "stp-spei",
    name: "STP/SPEI",
    method: "spei",
    currency: "MXN",
    payee: "a CLABE, 18 digits",
  }),
  bcra,
  erp({ id: "omie", name: "Omie", documents: [nfse] }),
  erp({ id: "bind-erp", name: "Bind ERP", documents: [cfdi] }),
  erp({ id: "colppy", name: "Colppy" }),
  erp({ id: "siigo", name: "Siigo", documents: [facturaCo] }),
  erp({ id: "alegra", name: "Alegra", documents: [facturaCo] }),
  mercadoBitcoin,
  persona,
];
