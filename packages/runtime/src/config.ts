import { readFile } from "node:fs/promises";
import path from "node:path";

import * as z from "zod";

import { closedObject } from "./closed-object.ts";
import { httpUsageExporter } from "./metering/exporters/http-usage-exporter.ts";
import { stripeUsageExporter } from "./metering/exporters/stripe-usage-exporter.ts";
import type { UsageExporter } from "./metering/exporters/usage-exporter.ts";
import { rateLimitSchema } from "./rate-limit-schema.ts";
import type { RuntimeOptions } from "./runtime-options.ts";
import { serverSchema } from "./server-schema.ts";

const stringMap = z.record(z.string(), z.string());
const serverIdSchema = z.string().regex(/^[a-z0-9][a-z0-9_-]*$/i, "is not a server id");

const oauthClientSchema = closedObject({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1).optional(),
});

const exporterFields = {
  name: z.string().min(1).optional(),
  environment: z.enum(["live", "test"]).optional(),
};

const usageExporterSchema = z.discriminatedUnion("kind", [
  closedObject({
    kind: z.literal("http"),
    url: z.url(),
    headers: stringMap.optional(),
    ...exporterFields,
  }),
  closedObject({
    kind: z.literal("stripe"),
    apiKey: z.string().min(1),
    eventName: z.string().min(1),
    customers: stringMap,
    value: z.enum(["transactions", "amount_minor"]).optional(),
    ...exporterFields,
  }),
]);

const configSchema = closedObject({
  rateLimits: closedObject({
    key: rateLimitSchema.optional(),
    session: rateLimitSchema.optional(),
  }).optional(),
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
