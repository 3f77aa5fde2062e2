import { qrPng, textPdf } from "@codespar/sandbox";
import { type OpenAPIHono, z } from "@hono/zod-openapi";

import { RuntimeError } from "../runtime-error.ts";
import { apiRoute } from "./api-route.ts";
import type { AppEnv } from "./app-env.ts";
import type { HttpParts } from "./http-parts.ts";

const fileParams = z.object({ file: z.string().max(100) });
const binary = z.string().openapi({ format: "binary" });

/**
 * Serves the documents that results link to.
 *
 * They open without a key, as an `<img>` or a customer's browser must; their names are unguessable.
 */
export function serveDocuments(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  app.openapi(
    apiRoute(parts, "getPaymentQr", {
      request: { params: fileParams },
      responses: {
        200: { description: "The QR code.", content: { "image/png": { schema: binary } } },
      },
    }),
    async (context) => {
      const id = nameOf(context.req.valid("param").file, ".png");
      const payment = await parts.store.read
        .selectFrom("settlements")
        .select("pix_code")
        .where("id", "=", id)
        .executeTakeFirst();
      const code = payment?.pix_code ?? undefined;
      if (code === undefined) throw new RuntimeError("not_found", "There is no such QR code.");
      return context.body(qrPng(code), 200, { "Content-Type": "image/png" });
    },
  );

  app.openapi(
    apiRoute(parts, "getInvoiceDocument", {
      request: { params: fileParams },
      responses: {
        200: { description: "The invoice.", content: { "application/pdf": { schema: binary } } },
      },
    }),
    (context) => {
      const id = nameOf(context.req.valid("param").file, ".pdf");
      const invoice = parts.worlds
        .projectIds()
        .flatMap((projectId) => parts.worlds.get(projectId).fiscal.list())
        .find((candidate) => candidate.id === id);
      if (invoice === undefined) throw new RuntimeError("not_found", "There is no such invoice.");
      const pdf = textPdf([
        `${invoice.kind.toUpperCase()} ${invoice.number} (sandbox, without fiscal value)`,
        `Chave de acesso: ${invoice.accessKey}`,
        `Emitida em: ${new Date(invoice.issuedAtMs).toISOString()}`,
        `Tomador: ${invoice.recipient}`,
        `Descricao: ${invoice.description}`,
        `Valor: ${invoice.currency} ${(invoice.amountMinor / 100).toFixed(2)}`,
        `Situacao: ${invoice.status}`,
      ]);
      return context.body(pdf, 200, { "Content-Type": "application/pdf" });
    },
  );
}

function nameOf(file: string, extension: string): string {
  return file.endsWith(extension) ? file.slice(0, -extension.length) : "";
}
