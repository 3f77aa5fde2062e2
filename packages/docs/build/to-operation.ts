import { type Route, routes } from "@codespar/protocol";

import type { Content, Operation } from "./open-api.ts";
import { toSchemaTable, toType } from "./to-schema-table.ts";

/** Says what one operation takes and answers. */
export function toOperation(operation: Operation, schemas: string): string {
  const { path, method, summary, requestBody, responses } = operation;
  const parts = [
    `## ${summary}`,
    `\`\`\`http\n${method.toUpperCase()} ${path}\n\`\`\``,
    toAccess(operation),
    toParameters(operation, schemas),
    requestBody === undefined ? "" : `**Body**: ${toBody(requestBody.content, schemas)}`,
    ...Object.entries(responses).map(([status, { description, content }]) =>
      status === "default" ? "" : toAnswer({ status, description, content }, schemas),
    ),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function toAccess({ operationId }: Operation): string {
  const route = Object.entries<Route>(routes).find(([name]) => name === operationId)?.[1];
  const scope = route?.scope ?? null;
  if (scope === null) return "Needs no key.";
  return scope === "any"
    ? "Needs a key, of any scope."
    : `Needs a key with the scope \`${scope}\`.`;
}

function toParameters({ parameters = [] }: Operation, schemas: string): string {
  if (parameters.length === 0) return "";
  const properties = Object.fromEntries(
    parameters.map(({ name, in: place, schema }) => [
      name,
      {
        ...schema,
        description: [`in the ${place}`, schema.description ?? ""].filter(Boolean).join("; "),
      },
    ]),
  );
  const required = parameters.filter((parameter) => parameter.required).map(({ name }) => name);
  return toSchemaTable({ properties, required }, schemas).replace("| member |", "| parameter |");
}

interface Answer {
  readonly status: string;
  readonly description: string;
  readonly content: Content | undefined;
}

function toAnswer({ status, description, content = {} }: Answer, schemas: string): string {
  const body = Object.keys(content).length === 0 ? "" : ` ${toBody(content, schemas)}`;
  return `**${status}** ${description}${body}`;
}

/** A named schema is linked to; another is written out. */
function toBody(content: Content, schemas: string): string {
  return Object.entries(content)
    .map(([media, { schema = {} }]) => {
      if (media !== "application/json") return `\`${media}\``;
      if (schema.properties === undefined) return toType(schema, schemas);
      return `\n\n${toSchemaTable(schema, schemas)}`;
    })
    .join(" or ");
}
