import { type OpenAPIHono, z } from "@hono/zod-openapi";

import { readWebhook, type WebhookEvent } from "../metering/read-webhook.ts";
import { toMinor } from "../policy/to-minor.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { SettlementRow } from "../store/schema.ts";
import { apiRoute } from "./api-route.ts";
import type { AppEnv } from "./app-env.ts";
import { json } from "./fields.ts";
import type { HttpParts } from "./http-parts.ts";

/** Serves what providers call when a payment settles, fails or is refunded. */
export function serveWebhooks(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  const { store, clock, webhooks, settlements } = parts;
  app.openapi(
    apiRoute(parts, "receiveWebhook", {
      request: { params: z.object({ server_id: z.string().max(100) }) },
      responses: {
        200: json("The event is recorded, or means nothing.", z.object({ received: z.boolean() })),
      },
    }),
    async (context) => {
      const { server_id } = context.req.valid("param");
      const spec = Object.hasOwn(webhooks, server_id) ? webhooks[server_id] : undefined;
      if (spec === undefined) throw new RuntimeError("not_found", "No webhook is expected here.");
      const event = readWebhook(spec, {
        body: await context.req.text(),
        signature: context.req.header(spec.header ?? "X-Signature"),
        now: clock.now(),
      });
      if (event === undefined) return context.json({ received: false }, 200);
      await store.write(async (transaction) => {
        const settlement = await transaction
          .selectFrom("settlements")
          .select(["project_id", "currency", "amount_minor"])
          .where("id", "=", event.paymentId)
          .where("server", "=", server_id)
          .executeTakeFirst();
        // Not known yet: the provider tries again, and by then the call is recorded.
        if (settlement === undefined) throw new RuntimeError("not_found", "No such payment.");
        await settlements.recordEvent(transaction, {
          id: `${server_id}:${event.id}`,
          projectId: settlement.project_id,
          server: server_id,
          settlementId: event.paymentId,
          kind: event.kind,
          amountMinor: amountMinorOf(event, settlement),
          at: clock.now(),
        });
      });
      return context.json({ received: true }, 200);
    },
  );
}

function amountMinorOf(
  { amount }: WebhookEvent,
  { amount_minor, currency }: Pick<SettlementRow, "amount_minor" | "currency">,
): number {
  if (amount === undefined) return amount_minor;
  return amount.unit === "minor" ? amount.value : toMinor(amount.value, currency);
}
