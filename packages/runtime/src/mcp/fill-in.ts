/** Puts secrets where `${NAME}` stands for them; a name nobody brought is left out. */
export function fillIn(
  values: Readonly<Record<string, string>>,
  fields: Readonly<Record<string, string>>,
): Record<string, string> {
  const filled: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    filled[name] = value.replaceAll(/\$\{(\w+)\}/g, (_whole, field: string) => fields[field] ?? "");
  }
  return filled;
}
