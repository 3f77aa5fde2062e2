import * as z from "zod";

/** An OAuth client, and where its tokens come from. */
export interface OAuthGrant {
  /** The authorization server. */
  readonly server: string;
  readonly tokenUrl: string;
  readonly issuer?: string | undefined;
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
  /** The protected resource, where the authorization server is told. Source: RFC 8707. */
  readonly resource?: string | undefined;
  /** Whether the requests stay in this process. */
  readonly isSandbox: boolean;
}

/** What the vault keeps of an account. */
export type AccountSecret =
  | { readonly kind: "fields"; readonly fields: Readonly<Record<string, string>> }
  | {
      readonly kind: "oauth";
      readonly grant: OAuthGrant;
      readonly accessToken: string;
      readonly refreshToken?: string | undefined;
    };

/** What the vault keeps of a flow under way. */
export interface FlowSecret {
  readonly grant: OAuthGrant;
  readonly codeVerifier: string;
  readonly redirectUri: string;
}

const oauthGrantSchema: z.ZodType<OAuthGrant> = z.object({
  server: z.string(),
  tokenUrl: z.string(),
  issuer: z.string().optional(),
  clientId: z.string(),
  clientSecret: z.string().optional(),
  resource: z.string().optional(),
  isSandbox: z.boolean(),
});

/** Checks what comes out of the vault. */
export const accountSecretSchema: z.ZodType<AccountSecret> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("fields"), fields: z.record(z.string(), z.string()) }),
  z.object({
    kind: z.literal("oauth"),
    grant: oauthGrantSchema,
    accessToken: z.string(),
    refreshToken: z.string().optional(),
  }),
]);

/** Checks what the vault keeps of a flow under way. */
export const flowSecretSchema: z.ZodType<FlowSecret> = z.object({
  grant: oauthGrantSchema,
  codeVerifier: z.string(),
  redirectUri: z.string(),
});
