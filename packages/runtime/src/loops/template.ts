import { isList, isRecord } from "@codespar/protocol/validation";

/** What a reference names: a step, and where in its result. */
export interface Reference {
  /** From 0. */
  readonly step: number;
  /** Members and positions, from the result inwards. */
  readonly path: readonly (string | number)[];
  /** As it is written, without the braces. */
  readonly text: string;
}

/** A piece of a text with references. */
export type TemplatePart = string | Reference;

const pieces = /\\\{\{|\{\{(.{0,500}?)\}\}|\{\{/gs;
const form =
  /^\s*(steps\[(\d{1,3})\]((?:\.[A-Za-z_$][\w$-]*|\[\d{1,6}\]|\["[^"\\]{1,200}"\])*))\s*$/;
const segment = /\.([A-Za-z_$][\w$-]*)|\[(\d+)\]|\["([^"\\]+)"\]/g;

/**
 * Takes a text with references apart.
 *
 * @throws SyntaxError that says what is not a reference.
 */
export function parseTemplate(text: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let end = 0;
  for (const match of text.matchAll(pieces)) {
    const [whole, inner] = match;
    parts.push(text.slice(end, match.index));
    parts.push(whole === "\\{{" ? "{{" : parseReference(inner ?? whole));
    end = match.index + whole.length;
  }
  parts.push(text.slice(end));
  return parts.filter((part) => part !== "");
}

function parseReference(text: string): Reference {
  const [, named, step, path = ""] = form.exec(text) ?? [];
  if (named === undefined) {
    throw new SyntaxError(
      `"{{${text.slice(0, 100)}}}" is no reference such as {{steps[0].data.id}}; write \\{{ for braces`,
    );
  }
  const members = [...path.matchAll(segment)].map(
    ([, name, position, quoted]) => name ?? quoted ?? Number(position),
  );
  return { step: Number(step), path: members, text: named };
}

/** The one reference that a text is, if it is nothing else. */
export function soleReference(parts: readonly TemplatePart[]): Reference | undefined {
  const [only] = parts;
  return parts.length === 1 && typeof only === "object" ? only : undefined;
}

/** What a path leads to, by own members alone; `undefined` when there is nothing. */
export function follow(from: unknown, path: Reference["path"]): unknown {
  let value = from;
  for (const member of path) {
    if (typeof member === "number") value = isList(value) ? value[member] : undefined;
    else value = isRecord(value) && Object.hasOwn(value, member) ? value[member] : undefined;
  }
  return value;
}
