import type { JsonSchema } from "@codespar/protocol";
import { isRecord } from "@codespar/protocol/validation";

import { shortHash } from "../short-hash.ts";
import { withWords } from "./with-words.ts";

/** What the model calls a property, to what the server calls it. */
export type KeyAliases = ReadonlyMap<string, string>;

const legal = /^[A-Za-z0-9_.-]{1,64}$/;

/** Renames properties at the root, so that each can be named back. */
export function aliasKeys(
  schema: JsonSchema,
  isUsable: (name: string) => boolean,
): { readonly schema: JsonSchema; readonly aliases: KeyAliases } {
  const properties = isRecord(schema["properties"]) ? schema["properties"] : {};
  const names = Object.keys(properties);
  const illegal = names.filter((name) => !isUsable(name));
  if (illegal.length === 0) return { schema, aliases: new Map() };
  const spelled = names.map(spell);
  const toAlias = new Map(illegal.map((name) => [name, aliasOf(name, { spelled, isUsable })]));
  const rename = (name: string): string => toAlias.get(name) ?? name;
  const { required } = schema;
  return {
    aliases: new Map([...toAlias].map(([name, alias]) => [alias, name])),
    schema: {
      ...schema,
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [
          rename(name),
          toAlias.has(name) && isRecord(property)
            ? withWords(property, `Sent as ${name}`)
            : property,
        ]),
      ),
      ...(Array.isArray(required)
        ? { required: required.map((name) => rename(String(name))) }
        : {}),
    },
  };
}

/** Whether every provider takes a property name at the root. */
export function isLegalKey(name: string): boolean {
  return legal.test(name) && name !== "__proto__";
}

interface Taken {
  /** Every name of the schema as it would be spelled. */
  readonly spelled: readonly string[];
  readonly isUsable: (name: string) => boolean;
}

function aliasOf(name: string, { spelled, isUsable }: Taken): string {
  const alias = spell(name);
  const alone = spelled.filter((other) => other === alias).length === 1;
  const free = alone && isLegalKey(alias) && isUsable(alias);
  return free ? alias : `${alias.slice(0, 55)}_${shortHash(name)}`;
}

function spell(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_.-]/g, "_");
}
