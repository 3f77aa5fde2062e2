import type { Plan, PlanContext } from "./meta-tool.ts";

/** How one server serves a meta-tool. */
export interface ServerRoute {
  readonly server: string;
  /** The tool's name on that server. */
  readonly remoteName: string;
  /** The methods or kinds it can do; everything when absent. */
  readonly methods?: readonly string[];
}

/** What a meta-tool may need a server for. */
export type RouteKind =
  | "pay"
  | "paymentStatus"
  | "checkout"
  | "invoice"
  | "shipQuote"
  | "shipLabel"
  | "shipTrack"
  | "notifyText"
  | "notifyTemplate";

/** Which servers serve which meta-tool, as data. */
export const serverRoutes: Readonly<Record<RouteKind, readonly ServerRoute[]>> = {
  pay: [
    route("stripe", "stripe_create_payment_intent", ["card", "pix", "boleto"]),
    route("mercadopago", "mercadopago_create_payment", ["pix", "boleto", "card", "wallet"]),
    route("asaas", "asaas_create_payment", ["pix", "boleto", "card"]),
    route("pagarme", "pagarme_create_payment", ["pix", "boleto", "card"]),
  ],
  paymentStatus: [
    route("stripe", "stripe_get_payment_intent"),
    route("mercadopago", "mercadopago_get_payment"),
    route("asaas", "asaas_get_payment"),
    route("pagarme", "pagarme_get_payment"),
  ],
  checkout: [
    route("stripe", "stripe_create_checkout", ["card", "pix", "boleto"]),
    route("mercadopago", "mercadopago_create_preference", ["pix", "card", "boleto", "wallet"]),
    route("asaas", "asaas_create_payment_link", ["pix", "boleto", "card"]),
    route("pagarme", "pagarme_create_payment_link", ["pix", "boleto", "card"]),
  ],
  invoice: [
    route("nuvem-fiscal", "nuvem_fiscal_create_nfse", ["nfse"]),
    route("nuvem-fiscal", "nuvem_fiscal_create_nfe", ["nfe"]),
  ],
  shipQuote: [route("correios", "correios_quote_shipping")],
  shipLabel: [route("correios", "correios_create_label")],
  shipTrack: [route("correios", "correios_track")],
  notifyText: [route("z-api", "z_api_send_text")],
  notifyTemplate: [route("z-api", "z_api_send_template")],
};

/** The route to use, or the refusal that says what to connect. */
export function chooseRoute(
  routes: readonly ServerRoute[],
  { connected, mayStandIn }: Pick<PlanContext, "connected" | "mayStandIn">,
  method?: string,
): ServerRoute | Extract<Plan, { kind: "refuse" }> {
  const able = routes.filter(
    ({ methods }) => method === undefined || methods === undefined || methods.includes(method),
  );
  const served = connected
    .map((id) => able.find(({ server }) => server === id))
    .find((found) => found !== undefined);
  const chosen = served ?? (mayStandIn ? able[0] : undefined);
  if (chosen !== undefined) return chosen;
  const servers = [...new Set((able.length > 0 ? able : routes).map(({ server }) => server))];
  return {
    kind: "refuse",
    code: "needs_connection",
    message: `No connected server can do this${method === undefined ? "" : ` by ${method}`}; connect ${servers.join(" or ")}.`,
    data: { servers },
  };
}

function route(server: string, remoteName: string, methods?: readonly string[]): ServerRoute {
  return { server, remoteName, ...(methods === undefined ? {} : { methods }) };
}
