/** Whether a JSON Schema `pattern` is a regular expression here; it is compiled as Unicode. */
export function isPattern(source: string): boolean {
  try {
    return new RegExp(source, "u").source !== "";
  } catch {
    return false;
  }
}
