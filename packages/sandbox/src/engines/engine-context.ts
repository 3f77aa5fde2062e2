/** The time and the ids an engine works with. */
export interface EngineContext {
  /** Milliseconds since 1970 on the sandbox clock. */
  now(): number;
  /** A new unguessable id with a prefix. */
  newId(prefix: string): string;
}
