import * as z from "zod";

import { type ErrorCode, errorCodes } from "./error-code.ts";

// An object with the codes as keys makes an enum of exactly these codes.
type CodesByName = { readonly [Code in ErrorCode]: Code };

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of a closed record
const codesByName = Object.fromEntries(
  Object.keys(errorCodes).map((code) => [code, code]),
) as CodesByName;

/** Checks an {@link ErrorCode}. */
export const errorCodeSchema: z.ZodType<ErrorCode> = z.enum(codesByName).meta({ id: "ErrorCode" });
