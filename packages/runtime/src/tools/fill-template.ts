import { isRecord } from "@codespar/protocol/validation";

/**
 * A template with values in it: text that starts with `$` stands for the value of that name.
 * Members whose value is absent are left out.
 */
export function fillTemplate(
  template: unknown,
  values: Readonly<Record<string, unknown>>,
): unknown {
  if (typeof template === "string" && template.startsWith("$")) {
    const name = template.slice(1);
    return Object.hasOwn(values, name) ? values[name] : undefined;
  }
  if (Array.isArray(template)) return template.map((item) => fillTemplate(item, values));
  if (!isRecord(template)) return template;
  const filled: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(template)) {
    const member = fillTemplate(value, values);
    if (member !== undefined) filled[name] = member;
  }
  return filled;
}
