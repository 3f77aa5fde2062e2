/** A server of the catalog. */
export interface CatalogEntry {
  /** Such as `"stripe"`. */
  readonly id: string;
  /** Name for people. */
  readonly name: string;
  readonly description: string;
  /** What it is for, such as `"payments"`. */
  readonly category: string;
  /** ISO 3166-1 alpha-2 code, or `"GLOBAL"`. */
  readonly country: string;
  /** What it can do, such as `"pix"` or `"refund"`. */
  readonly capabilities: readonly string[];
  /** How a user connects it: `"api_key"`, `"oauth"`, `"cert"` or `"none"`. */
  readonly auth_type: string;
  /** How many tools it adds to a session, as far as that is known without an account. */
  readonly tools_count: number;
}

/** A server of the catalog, with what a user brings and what it offers. */
export interface CatalogEntryDetail extends CatalogEntry {
  /** The secrets a user connects it with. */
  readonly credentials: ReadonlyArray<{ readonly name: string; readonly label: string }>;
  readonly tools: ReadonlyArray<{ readonly name: string; readonly description: string }>;
}

/** A named bundle of servers. */
export interface Preset {
  /** Such as `"brazilian"`. */
  readonly name: string;
  /** Server ids. */
  readonly servers: readonly string[];
}
