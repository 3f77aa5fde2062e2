/** The account of everybody in a project: the operator's configuration, or the sandbox's own. */
export const sharedAccount = "shared";

/** What a server is reached with. */
export interface Account {
  /** A connection's id, or {@link sharedAccount}. */
  readonly id: string;
  /** Secrets by the names of the server's credential fields. */
  readonly fields: Readonly<Record<string, string>>;
  /**
   * The OAuth access token, renewed when it is about to expire; absent without OAuth.
   *
   * @param refused A token the server did not accept: another one is had in its place.
   */
  token?(refused?: string): Promise<string>;
}

/** The shared account: no secrets but what the operator configured. */
export const shared: Account = { id: sharedAccount, fields: {} };
