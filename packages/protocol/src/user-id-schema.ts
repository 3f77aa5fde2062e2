import * as z from "zod";

/**
 * Checks the id of an end user: text of 1 to 255 characters. Two users must not become one because a
 * store cannot keep what tells them apart.
 */
export const userIdSchema: z.ZodString = z
  .string()
  .min(1)
  .max(255)
  .refine((id) => id.isWellFormed() && !id.includes("\0"), "has characters that are no text");
