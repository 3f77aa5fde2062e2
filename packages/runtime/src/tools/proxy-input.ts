import * as z from "zod";

/** A raw call to a server's own API. */
export interface ProxyInput {
  readonly server: string;
  /** A path under the API's own. */
  readonly endpoint: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body?: unknown;
  /** The query. */
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A raw call as it is asked for. */
export type ProxyRequest = Omit<ProxyInput, "method"> & {
  readonly method?: ProxyInput["method"] | undefined;
};

const texts = z.record(z.string().max(100), z.string().max(4096)).optional();

/** Checks a raw call. */
export const proxyInputSchema: z.ZodType<ProxyInput, ProxyRequest> = z.object({
  server: z.string().min(1).max(100),
  endpoint: z
    .string()
    .max(2000)
    .regex(/^\/(?!\/)[^\s\\#?]*$/, "must be a path, without a query"),
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).default("GET"),
  body: z.unknown().optional(),
  params: texts,
  headers: texts,
});
