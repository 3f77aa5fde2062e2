import { qrPng, textPdf } from "@codespar/sandbox";
import { type OpenAPIHono, z } from "@hono/zod-openapi";

import { equalInConstantTime } from "../digest.ts";
import { qrToken } from "../metering/qr-token.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { SettlementRow } from "../store/schema.ts";
import { apiRoute } from "./api-route.ts";
import type { AppEnv } from "./app-env.ts";
import type { HttpParts } from "./http-parts.ts";
import { invoiceLines } from "./invoice-lines.ts";

const fileParams = z.object({ file: z.string().max(100) });
/** Caches on the way keep files by their endings unless they are told not to. */
const privately = { "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" };

const binary = z.string().openapi({ format: "binary" });

/**
 * Serves the documents that results link to.
 *
 * They open without a key, as an `<img>` or a customer's browser must; their names are unguessable,
 * or come with a token.
 */
export function serveDocuments(app: OpenAPIHono<AppEnv>, parts: HttpParts): void {
  app.openapi(
    apiRoute(parts, "getPaymentQr", {
      request: {
        params: fileParams,
        query: z.object({ token: z.string().max(100).optional() }),
      },
      responses: {
        200: { description: "The QR code.", content: { "image/png": { schema: binary } } },
      },
    }),
    async (context) => {
      const id = nameOf(context.req.valid("param").file, ".png");
      const { token = "" } = context.req.valid("query");
      const code = (await findPayment(parts, id, token))?.pix_code ?? undefined;
      if (code === undefined) throw new RuntimeError("not_found", "There is no such QR code.");
      return context.body(qrPng(code), 200, { ...privately, "Content-Type": "image/png" });
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
      const pdf = textPdf(invoiceLines(invoice));
      return context.body(pdf, 200, { ...privately, "Content-Type": "application/pdf" });
    },
  );
}

type Payment = Pick<SettlementRow, "pix_code">;

async function findPayment(
  { store, directory, signingKey }: HttpParts,
  id: string,
  token: string,
): Promise<Payment | undefined> {
  const rows = await store.read
    .selectFrom("settlements")
    .innerJoin("sessions", "sessions.id", "settlements.session_id")
    .select(["settlements.pix_code", "settlements.server", "settlements.project_id"])
    .select("sessions.environment")
    .where("settlements.id", "=", id)
    .execute();
  return rows.find(({ server, project_id: projectId, environment }) => {
    const isSandbox = directory.find({ projectId, environment }, server)?.trusted === true;
    return isSandbox || equalInConstantTime(token, qrToken(signingKey, { id, server }));
  });
}

function nameOf(file: string, extension: string): string {
  return file.endsWith(extension) ? file.slice(0, -extension.length) : "";
}
