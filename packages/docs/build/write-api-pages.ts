import { createRuntime } from "@codespar/runtime";

import type { Document, Operation } from "./open-api.ts";
import { toOperation } from "./to-operation.ts";
import { toSchemaTable } from "./to-schema-table.ts";
import { writePage } from "./write-page.ts";

const folder = "reference/api";

/** What the segments of a path after `/v1` are called on the site; the first that fits. */
const resources: ReadonlyArray<readonly [path: RegExp, slug: string, title: string]> = [
  [/^\/v1\/sessions\/\{session_id\}\/connections/, "session-connections", "Session connections"],
  [/^\/v1\/sessions\/\{session_id\}\/(send|turns)/, "agent-turns", "Agent turns"],
  [/^\/v1\/sessions\/\{session_id\}\/loops|^\/v1\/loops/, "loops", "Loops"],
  [
    /^\/v1\/sessions\/\{session_id\}\/(tools|execute|proxy_execute|logs)/,
    "tools",
    "Tools and calls",
  ],
  [/^\/v1\/tool-calls/, "tool-calls", "Calls afterwards"],
  [/^\/v1\/sessions/, "sessions", "Sessions"],
  [/^\/v1\/(connections|connect)/, "accounts", "Accounts"],
  [/^\/v1\/(servers|tools)/, "catalog", "Catalog"],
  [/^\/v1\/projects\/\{project_id\}\/policy/, "policies", "Policies"],
  [/^\/v1\/approvals/, "approvals", "Approvals"],
  [/^\/v1\/(projects|api-keys|whoami)/, "tenancy", "Projects and keys"],
  [/^\/v1\/usage/, "usage", "Usage"],
  [/^\/v1\/audit/, "audit", "Audit"],
  [/^\/v1\/webhooks/, "webhooks", "Webhooks"],
  [/^\/v1\/sandbox/, "sandbox", "Sandbox"],
];

const others = ["other", "Documents and health"] as const;

/** Writes a page for every resource of the API, from the document that the runtime itself serves. */
export async function writeApiPages(): Promise<void> {
  await using runtime = createRuntime();
  const response = await runtime.fetch("http://localhost/openapi.json");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- held to OpenAPI 3.1 by a test
  const document = (await response.json()) as Document;
  const bySlug = Map.groupBy(listOperations(document), ({ path }) => resourceOf(path)[0]);
  for (const [slug, operations] of bySlug) {
    const [, title] = resourceOf(operations[0]?.path ?? "");
    writePage({
      slug: `${folder}/${slug}`,
      title,
      description: `${operations.map(({ summary }) => summary).join("; ")}.`,
      body: operations
        .map((operation) => toOperation(operation, `/${folder}/schemas/`))
        .join("\n\n"),
    });
  }
  writeSchemas(document);
}

function listOperations({ paths }: Document): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method })),
  );
}

function resourceOf(path: string): readonly [slug: string, title: string] {
  const found = resources.find(([pattern]) => pattern.test(path));
  return found === undefined ? others : [found[1], found[2]];
}

function writeSchemas({ components }: Document): void {
  const parts = Object.entries(components.schemas)
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([name, schema]) => `## ${name}\n\n${toSchemaTable(schema, "")}`);
  writePage({
    slug: `${folder}/schemas`,
    title: "Schemas",
    description: "What travels over the API, as JSON.",
    body: parts.join("\n\n"),
  });
}
