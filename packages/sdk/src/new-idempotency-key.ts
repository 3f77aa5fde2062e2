/** Makes a key for one piece of work; keys of one time sort together, which keeps stores fast. */
export function newIdempotencyKey(): string {
  return `${Date.now().toString(36)}-${crypto.randomUUID()}`;
}
