import { z } from "@hono/zod-openapi";

import { isBrowserUrl } from "../connections/is-browser-url.ts";

/** `{session_id}` of a path. */
export const sessionParams: z.ZodObject<{ session_id: z.ZodString }> = z.object({
  session_id: z.string().max(100),
});

/** How many rows a page has. */
export const limitField: z.ZodDefault<z.ZodCoercedNumber> = z.coerce
  .number()
  .int()
  .min(1)
  .max(200)
  .default(50);

/** Where a page starts. */
export const offsetField: z.ZodDefault<z.ZodCoercedNumber> = z.coerce
  .number()
  .int()
  .min(0)
  .default(0);

/** Where a person is sent in a browser: https, or http to this machine. */
export const redirectUrlField: z.ZodString = z
  .string()
  .max(2000)
  .refine(isBrowserUrl, "must be an https address, or http to this machine");

/** Scopes to ask for: a list, or one text with spaces. */
export const scopesField: z.ZodType<readonly string[], readonly string[] | string> = z
  .union([z.array(z.string().min(1).max(200)).max(100), z.string().max(2000)])
  .transform((scopes) =>
    typeof scopes === "string" ? scopes.split(/\s+/).filter((scope) => scope !== "") : scopes,
  );

/** Headers of requests that must not run twice: 1 to 255 visible ASCII characters. */
export const idempotencyHeaders: z.ZodObject<{
  "idempotency-key": z.ZodOptional<z.ZodString>;
}> = z.object({
  "idempotency-key": z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, "must be 1 to 255 visible ASCII characters")
    .optional(),
});

/** Describes a JSON answer. */
export function json<Schema extends z.ZodType>(
  description: string,
  schema: Schema,
): {
  readonly description: string;
  readonly content: { readonly "application/json": { readonly schema: Schema } };
} {
  return { description, content: { "application/json": { schema } } };
}

/** Describes a required JSON body. */
export function jsonBody<Schema extends z.ZodType>(
  schema: Schema,
): {
  readonly required: true;
  readonly content: { readonly "application/json": { readonly schema: Schema } };
} {
  return { required: true, content: { "application/json": { schema } } };
}
