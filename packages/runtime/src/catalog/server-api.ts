/** Where a server's own API is, for calls that no tool covers. */
export interface ServerApi {
  /** What endpoints are joined to. */
  readonly baseUrl: string;
  /** Sent with every request; `${FIELD}` stands for the account's secret. */
  readonly headers: Readonly<Record<string, string>>;
}
