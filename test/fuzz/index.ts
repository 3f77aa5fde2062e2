/** `pnpm fuzz`: sends generated requests to the API and prints what came back. */
import { parseArgs } from "node:util";

import { fuzzApi } from "./api-fuzzer.ts";

const help = `Sends generated requests to every route of the API.

Usage: pnpm fuzz [--requests 50000] [--seed 1] [--json]

Fails when an answer is a 5xx, or has a status that /openapi.json does not declare.
`;

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "50000" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});

if (values.help) {
  process.stdout.write(help);
} else {
  const isTerminal = process.stderr.isTTY;
  const report = await fuzzApi({
    requests: Number(values.requests),
    seed: Number(values.seed),
    onProgress: (sent) => isTerminal && process.stderr.write(`\r${sent} of ${values.requests}`),
  });
  if (isTerminal) process.stderr.write("\n");
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : toText(report));
  process.exitCode = report.findings.length === 0 ? 0 : 1;
}

function toText({
  requests,
  byStatus,
  byRoute,
  findings,
}: Awaited<ReturnType<typeof fuzzApi>>): string {
  const routes = Object.entries(byRoute).map(
    ([route, { sent, accepted }]) =>
      `${String(sent).padStart(8)} ${String(accepted).padStart(9)}  ${route}`,
  );
  const statuses = Object.entries(byStatus).map(([status, count]) => `${status}: ${count}`);
  const found = findings.map(({ status, request, answer }) => `${status} ${request}\n  ${answer}`);
  return [
    "    sent  accepted  route",
    ...routes,
    `${requests} requests; ${statuses.join(", ")}`,
    `${findings.length} answers that are not declared`,
    ...found,
    "",
  ].join("\n");
}
