import { CodeSparError } from "./errors.ts";

/** What asking a user to connect a server came to. */
export interface Authorization {
  /** Whether it is connected already; then there is nothing else here. */
  readonly connected: boolean;
  /** Where to send the user. */
  readonly redirectUrl?: string;
  /** Tells the flow from others; absent where no authorization server is involved. */
  readonly state?: string;
  /** What the user is asked to allow. */
  readonly scopes?: readonly string[];
  /** Until when `redirectUrl` is good. */
  readonly expiresAt?: Date;
}

/** The answer to a request for authorization. */
export function readAuthorization(body: unknown): Authorization {
  const url = read(body, "redirect_url");
  const expires = read(body, "expires_at");
  if (typeof url !== "string" || typeof expires !== "string") {
    throw new CodeSparError("invalid_response", "The API did not say where the user goes.");
  }
  const [state, scopes] = [read(body, "state"), read(body, "scopes")];
  return {
    connected: read(body, "connected") === true,
    redirectUrl: url,
    expiresAt: new Date(expires),
    ...(typeof state === "string" ? { state } : {}),
    ...(isTexts(scopes) ? { scopes } : {}),
  };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function read(body: unknown, member: string): unknown {
  return typeof body === "object" && body !== null ? Reflect.get(body, member) : undefined;
}
