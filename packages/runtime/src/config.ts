import { readFile } from "node:fs/promises";
import path from "node:path";

import { moneyOverlaySchema } from "@codespar/protocol/schemas";
import * as z from "zod";

import { routeKinds } from "./catalog/meta-route.ts";
import { httpUsageExporter } from "./metering/exporters/http-usage-exporter.ts";
import { stripeUsageExporter } from "./metering/exporters/stripe-usage-exporter.ts";
import type { UsageExporter } from "./metering/exporters/usage-exporter.ts";
import type { RuntimeOptions } from "./runtime-options.ts";

const stringMap = z.record(z.string(), z.string());
const serverIdSchema = z.string().regex(/^[a-z0-9][a-z0-9_-]*$/i, "is not a server id");

const pointerSchema = z.string().startsWith("/");

const routeSchema = z
  .strictObject({
    kind: z.enum(routeKinds),
    tool: z.string().min(1),
    methods: z.array(z.string()).optional(),
    currencies: z.array(z.string()).optional(),
    input: z.record(z.string(), z.unknown()).optional(),
    output: z.record(z.string(), pointerSchema).optional(),
  })
  .refine(({ kind, currencies }) => kind !== "payOut" || currencies !== undefined, {
    path: ["currencies"],
    message: "is required where money goes out: limits count in the currency that is sent",
  });

const rateLimitSchema = z.strictObject({
  requests: z.int().positive(),
  perSeconds: z.int().positive(),
});

const serverFields = {
  timeoutMs: z.int().positive().optional(),
  maxConcurrent: z.int().positive().optional(),
  rateLimit: rateLimitSchema.optional(),
  breaker: z
    .strictObject({
      failures: z.int().positive().optional(),
      openMs: z.int().positive().optional(),
    })
    .optional(),
  name: z.string().min(1).optional(),
  category: z.string().min(1).optional(),
  country: z.string().min(1).optional(),
  capabilities: z.array(z.string()).optional(),
  credentials: z
    .array(z.strictObject({ name: z.string().regex(/^\w+$/), label: z.string().min(1) }))
    .optional(),
  oauth: z
    .strictObject({
      authorizationUrl: z.url(),
      tokenUrl: z.url(),
      clientId: z.string().min(1),
      clientSecret: z.string().min(1).optional(),
      scopes: z.array(z.string()).optional(),
    })
    .optional(),
  api: z.strictObject({ baseUrl: z.url(), headers: stringMap.default({}) }).optional(),
  metaTools: z.array(routeSchema).optional(),
  money: z.record(z.string(), moneyOverlaySchema.nullable()).optional(),
  reconcile: z
    .record(
      z.string(),
      z.strictObject({
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
  webhook: z
    .strictObject({
      secret: z.string().min(16),
      header: z.string().optional(),
      scheme: z.enum(["hmac", "timestamped"]).optional(),
      event: z
        .strictObject({
          id: pointerSchema,
          type: pointerSchema,
          paymentId: pointerSchema,
          amount: pointerSchema.optional(),
          amountMajor: pointerSchema.optional(),
        })
        .refine(({ amount, amountMajor }) => amount === undefined || amountMajor === undefined, {
          path: ["amountMajor"],
          message: "is said together with amount: say where one of them is",
        }),
      kinds: z.record(z.string(), z.enum(["settled", "refunded", "failed"])),
    })
    .optional(),
};

const oauthClientSchema = z.strictObject({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1).optional(),
});

const exporterFields = {
  name: z.string().min(1).optional(),
  environment: z.enum(["live", "test"]).optional(),
};

const usageExporterSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("http"),
    url: z.url(),
    headers: stringMap.optional(),
    ...exporterFields,
  }),
  z.strictObject({
    kind: z.literal("stripe"),
    apiKey: z.string().min(1),
    eventName: z.string().min(1),
    customers: stringMap,
    value: z.enum(["transactions", "amount_minor"]).optional(),
    ...exporterFields,
  }),
]);

const childSchema = z.object({
  command: z.string().min(1),
  args: z.array(z.string()).optional(),
  env: stringMap.optional(),
  cwd: z.string().optional(),
  ...serverFields,
});
const remoteSchema = z.object({
  url: z.url({ protocol: /^https?$/ }),
  headers: stringMap.optional(),
  ...serverFields,
});

/** One of two forms, told apart by `command`, so that what is wrong is told by its name. */
const serverSchema = z.record(z.string(), z.unknown()).transform((told, context) => {
  const form = "command" in told ? childSchema : remoteSchema;
  const { success, data, error } = form.safeParse(told);
  if (success) {
    refuseUnfilled(data, context);
    return data;
  }
  for (const issue of error.issues) {
    context.addIssue({ code: "custom", path: [...issue.path], message: issue.message });
  }
  return z.NEVER;
});

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

const configSchema = z.strictObject({
  rateLimits: z
    .strictObject({ key: rateLimitSchema.optional(), session: rateLimitSchema.optional() })
    .optional(),
  auditRetentionDays: z.number().positive().optional(),
  usageExporters: z.array(usageExporterSchema).default([]),
  oauthClients: z.record(serverIdSchema, oauthClientSchema).default({}),
  allowPrivateNetworks: z.boolean().optional(),
  mcpServers: z.record(serverIdSchema, serverSchema).default({}),
});

type Config = z.output<typeof configSchema>;

/**
 * Reads a configuration file in the standard `mcpServers` form, and the environment
 * (`CODESPAR_API_KEY`, `CODESPAR_STORE`, `CODESPAR_PUBLIC_URL`, `CODESPAR_SIGNING_KEY`,
 * `CODESPAR_VAULT_KEYS` with commas between).
 *
 * @param file Path of the file; a missing `codespar.json` is an empty one when not named.
 * @throws Error that names the file and the field when the file is not valid.
 */
export async function loadConfig(file?: string): Promise<RuntimeOptions> {
  // oxlint-disable-next-line node/no-process-env -- the one place where the environment is read
  const env = process.env;
  const { mcpServers, usageExporters, ...told } = await readConfigFile(file);
  return {
    ...told,
    usageExporters: usageExporters.map((exporter) => toUsageExporter(exporter, env)),
    servers: mcpServers,
    // An empty one is one that is not set: so do files pass on what they do not have.
    apiKey: env["CODESPAR_API_KEY"] || undefined,
    store: env["CODESPAR_STORE"] || undefined,
    publicUrl: env["CODESPAR_PUBLIC_URL"] || undefined,
    signingKey: env["CODESPAR_SIGNING_KEY"] || undefined,
    vaultKeys: toKeys(env["CODESPAR_VAULT_KEYS"]),
  };
}

/** An exporter whose secrets may stand in the environment: `${NAME}`. */
function toUsageExporter(
  told: Config["usageExporters"][number],
  env: NodeJS.ProcessEnv,
): UsageExporter {
  const fill = (text: string): string =>
    text.replaceAll(/\$\{(\w+)\}/g, (_whole, name: string) => {
      const value = env[name];
      if (value === undefined)
        throw new Error(`usageExporters: ${name} is not in the environment.`);
      return value;
    });
  if (told.kind === "stripe") return stripeUsageExporter({ ...told, apiKey: fill(told.apiKey) });
  const headers = Object.fromEntries(
    Object.entries(told.headers ?? {}).map(([name, text]) => [name, fill(text)] as const),
  );
  return httpUsageExporter({ ...told, headers });
}

function toKeys(text: string | undefined): readonly [string, ...string[]] | undefined {
  const [newest, ...older] = (text ?? "").split(",").filter((key) => key !== "");
  return newest === undefined ? undefined : [newest, ...older];
}

async function readConfigFile(file: string | undefined): Promise<Config> {
  const location = path.resolve(file ?? "codespar.json");
  let text: string;
  try {
    text = await readFile(location, "utf8");
  } catch (cause) {
    if (file === undefined) return configSchema.parse({});
    throw new Error(`${location} cannot be read.`, { cause });
  }
  const parsed = configSchema.safeParse(parseJson(text, location));
  if (parsed.success) return parsed.data;
  throw new Error(`${location} is not valid:\n${z.prettifyError(parsed.error)}`);
}

function parseJson(text: string, location: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${location} is not JSON.`, { cause });
  }
}
