/** Whether a value says itself how it is written as JSON, as a Date does. */
export function hasToJson(value: object): value is { toJSON(): unknown } {
  return "toJSON" in value && typeof value.toJSON === "function";
}
