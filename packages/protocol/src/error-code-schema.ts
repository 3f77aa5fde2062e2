import * as z from "zod";

import { type ErrorCode, errorCodes } from "./error-code.ts";

/** Checks an {@link ErrorCode}. */
export const errorCodeSchema: z.ZodType<ErrorCode> = z
  .enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]])
  .meta({ id: "ErrorCode" });
