/** Where the arguments of a tool say how much money a call moves. Pointers are JSON Pointers (RFC 6901). */
export interface MoneyOverlay {
  /** Points at the amount. */
  readonly amount: string;
  /** Whether the amount is in whole minor units (cents) or in major ones (150.5). */
  readonly unit: "minor" | "major";
  /** Points at the ISO 4217 code, or is the code. */
  readonly currency: string;
  /** The code when the arguments name none. */
  readonly default_currency?: string;
  /** Point at who is paid; the first that is a text or a whole number counts. */
  readonly payee?: readonly string[];
}
