import { moneyOverlaySchema } from "@codespar/protocol/schemas";
import * as z from "zod";

import { routeKinds } from "./catalog/meta-route.ts";
import { closedObject } from "./closed-object.ts";
import type { ServerSpec } from "./mcp/server-spec.ts";
import { rateLimitSchema } from "./rate-limit-schema.ts";

const stringMap = z.record(z.string(), z.string());
const pointerSchema = z.string().startsWith("/");

const routeSchema = closedObject({
  kind: z.enum(routeKinds),
  tool: z.string().min(1),
  methods: z.array(z.string()).optional(),
  currencies: z.array(z.string()).optional(),
  input: z.record(z.string(), z.unknown()).optional(),
  output: z.record(z.string(), pointerSchema).optional(),
}).refine(({ kind, currencies }) => kind !== "payOut" || currencies !== undefined, {
  path: ["currencies"],
  message: "is required where money goes out: limits count in the currency that is sent",
});

const serverFields = {
  timeoutMs: z.int().positive().optional(),
  maxConcurrent: z.int().positive().optional(),
  rateLimit: rateLimitSchema.optional(),
  breaker: closedObject({
    failures: z.int().positive().optional(),
    openMs: z.int().positive().optional(),
  }).optional(),
  name: z.string().min(1).optional(),
  category: z.string().min(1).optional(),
  country: z.string().min(1).optional(),
  capabilities: z.array(z.string()).optional(),
  credentials: z
    .array(closedObject({ name: z.string().regex(/^\w+$/), label: z.string().min(1) }))
    .optional(),
  oauth: closedObject({
    authorizationUrl: z.url(),
    tokenUrl: z.url(),
    clientId: z.string().min(1),
    clientSecret: z.string().min(1).optional(),
    scopes: z.array(z.string()).optional(),
  }).optional(),
  api: closedObject({ baseUrl: z.url(), headers: stringMap.default({}) }).optional(),
  metaTools: z.array(routeSchema).optional(),
  money: z.record(z.string(), moneyOverlaySchema.nullable()).optional(),
  reconcile: z
    .record(
      z.string(),
      closedObject({
        tool: z.string().min(1),
        input: z.record(z.string(), z.unknown()),
        status: pointerSchema,
        executed: z.array(z.string()).min(1),
        notExecuted: z.array(z.string()).optional(),
        notExecutedAfterMs: z.int().min(0).optional(),
        output: z.record(z.string(), pointerSchema).optional(),
      }),
    )
    .optional(),
  webhook: closedObject({
    secret: z.string().min(16),
    header: z.string().optional(),
    scheme: z.enum(["hmac", "timestamped"]).optional(),
    event: closedObject({
      id: pointerSchema,
      type: pointerSchema,
      paymentId: pointerSchema,
      amount: pointerSchema.optional(),
      amountMajor: pointerSchema.optional(),
    }).refine(({ amount, amountMajor }) => amount === undefined || amountMajor === undefined, {
      path: ["amountMajor"],
      message: "is said together with amount: say where one of them is",
    }),
    kinds: z.record(z.string(), z.enum(["settled", "refunded", "failed"])),
  }).optional(),
};

/** What other programs say of a server in the same form, as far as it changes nothing here. */
const foreignFields = {
  type: z.enum(["stdio", "http", "streamable-http", "streamableHttp"]).optional(),
  description: z.string().optional(),
  disabled: z.literal(false, "must not be true: leave the entry out").optional(),
  alwaysAllow: z.array(z.string()).optional(),
  autoApprove: z.array(z.string()).optional(),
};
const foreignSchema = z.looseObject(foreignFields);

const childFields = {
  command: z.string().min(1),
  args: z.array(z.string()).optional(),
  env: stringMap.optional(),
  cwd: z.string().optional(),
};
const remoteFields = {
  url: z
    .url({ protocol: /^https?$/ })
    .refine(hasNoUser, "must not hold a user or a password: say them in headers"),
  headers: stringMap.optional(),
};
const formNames = [...Object.keys(childFields), ...Object.keys(remoteFields)];
const childSchema = closedObject({ ...childFields, ...serverFields }, formNames);
const remoteSchema = closedObject({ ...remoteFields, ...serverFields }, formNames);

/**
 * Checks an entry of `mcpServers`: one of two forms, told apart by `command`, so that what is wrong
 * is told by its name.
 */
export const serverSchema: z.ZodType<ServerSpec> = z
  .record(z.string(), z.unknown())
  .transform((told, context) => {
    const own = Object.entries(told).filter(([name]) => !Object.hasOwn(foreignFields, name));
    const form = "command" in told ? childSchema : remoteSchema;
    const { data, error } = form.safeParse(Object.fromEntries(own));
    const issues = [
      ...(foreignSchema.safeParse(told).error?.issues ?? []),
      ...(error?.issues ?? []),
    ];
    for (const { path, message } of issues) {
      context.addIssue({ code: "custom", path: [...path], message });
    }
    if (data === undefined) return z.NEVER;
    refuseUnfilled(data, context);
    return data;
  });

/** No request is sent to an address with a user in it. */
function hasNoUser(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed === null || (parsed.username === "" && parsed.password === "");
}

/** Refuses a `${NAME}` that nothing would ever stand for: it would be sent as nothing. */
function refuseUnfilled(
  told: z.output<typeof childSchema> | z.output<typeof remoteSchema>,
  context: z.RefinementCtx,
): void {
  const field = "command" in told ? "env" : "headers";
  const values = "command" in told ? told.env : told.headers;
  const known = new Set(told.credentials?.map(({ name }) => name));
  for (const [key, text] of Object.entries(values ?? {})) {
    for (const [whole, name = ""] of text.matchAll(/\$\{(\w+)\}/g)) {
      if (known.has(name)) continue;
      const message = `says ${whole}, which is none of its credentials`;
      context.addIssue({ code: "custom", path: [field, key], message });
    }
  }
}
