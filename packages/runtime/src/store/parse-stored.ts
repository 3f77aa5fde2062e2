/** Reads JSON that the runtime itself wrote into the store; its type is what was written. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- names what was written
export function parseStored<Value>(text: string): Value {
  // oxlint-disable-next-line typescript/no-unsafe-return -- see above
  return JSON.parse(text);
}
