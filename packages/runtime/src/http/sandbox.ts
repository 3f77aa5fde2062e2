import { type RouteName } from "@codespar/protocol";
import { SandboxError, type SandboxWorld } from "@codespar/sandbox";
import { type OpenAPIHono, z } from "@hono/zod-openapi";

import type { Principal } from "../access/principal.ts";
import { RuntimeError } from "../runtime-error.ts";
import { apiRoute } from "./api-route.ts";
import type { AppEnv } from "./app-env.ts";
import { json, jsonBody } from "./fields.ts";
import type { HttpParts } from "./http-parts.ts";

const maxAdvanceMs = 400 * 86_400_000;

const paymentSchema = z.object({
  payment_id: z.string(),
  status: z.enum(["pending", "settled", "failed", "refunded"]),
});

type Action = (world: SandboxWorld, paymentId: string) => { readonly status: string };

const actions: ReadonlyArray<readonly [RouteName, Action]> = [
  ["settleSandboxPayment", ({ payments }, id) => payments.settle(id)],
  ["refundSandboxPayment", ({ payments }, id) => payments.refund(id)],
  ["failSandboxPayment", ({ payments }, id) => payments.fail(id)],
];

/** Serves what only test keys may do: be the payer, be the clock. */
export function serveSandbox(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  for (const [name, action] of actions) {
    app.openapi(
      apiRoute(parts, name, {
        request: { params: z.object({ payment_id: z.string() }) },
        responses: { 200: json("The payment.", paymentSchema) },
      }),
      async (context) => {
        const { payment_id } = context.req.valid("param");
        const world = worldOf(parts, context.get("principal"));
        const { status } = act(() => action(world, payment_id), payment_id);
        await parts.settled();
        return context.json(paymentSchema.parse({ payment_id, status }), 200);
      },
    );
  }

  app.openapi(
    apiRoute(parts, "advanceSandboxClock", {
      request: {
        body: jsonBody(z.object({ advance_ms: z.int().min(0).max(maxAdvanceMs) })),
      },
      responses: { 200: json("The time it is now.", z.object({ now: z.string() })) },
    }),
    async (context) => {
      const world = worldOf(parts, context.get("principal"));
      world.advance(context.req.valid("json").advance_ms);
      await parts.sweep();
      return context.json({ now: new Date(world.now()).toISOString() }, 200);
    },
  );
}

function worldOf({ worlds }: HttpParts, principal: Principal): SandboxWorld {
  if (principal.environment !== "test") throw new RuntimeError("not_found");
  return worlds.get(principal.projectId);
}

function act<Result>(action: () => Result, paymentId: string): Result {
  try {
    return action();
  } catch (cause) {
    if (!(cause instanceof SandboxError)) throw cause;
    if ("status" in cause.data) throw new RuntimeError("invalid_request", cause.message);
    throw new RuntimeError("not_found", `There is no sandbox payment "${paymentId}".`);
  }
}
