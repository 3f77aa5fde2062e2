/** What is known of a server before anything connects to it. */
export interface CatalogServer {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  /** ISO 3166-1 alpha-2 code, or `"GLOBAL"`. */
  readonly country: string;
  readonly authType: string;
  readonly capabilities: readonly string[];
}
