import type { ServedRuntime } from "@codespar/runtime/node";

import type { CreateCommand } from "../commands.ts";
import { examples } from "../examples.ts";
import { newCommand } from "../new-command.ts";
import { paint } from "../paint.ts";
import { parsePort } from "../parse-number.ts";
import { printJson } from "../print-json.ts";
import { refuseTakenPort } from "../refuse-taken-port.ts";
import type { Terminal } from "../terminal.ts";
import { toSnippet } from "../to-snippet.ts";

interface DevOptions {
  readonly port: number;
  readonly host: string;
  readonly store?: string | undefined;
  readonly config?: string | undefined;
  readonly json?: true | undefined;
}

/** `codespar dev`: a runtime on this machine. */
export const dev: CreateCommand = (terminal) =>
  newCommand("dev", "Run a runtime on this machine, with the sandbox servers, until Ctrl-C.")
    .option("--port <number>", "where it listens; 0 takes a free port", parsePort, 8787)
    .option("--host <name>", "the interface it listens on", "127.0.0.1")
    .option(
      "--store <place>",
      "a SQLite file, a postgres:// address or :memory: (CODESPAR_STORE, else :memory:)",
    )
    .option("--config <file>", "MCP servers of your own (codespar.json, where there is one)")
    .option("--json", "print where it is as one line of JSON")
    .addHelpText(
      "after",
      `\nCODESPAR_API_KEY is the key it accepts, else it makes a test key that ends with it.
ANTHROPIC_API_KEY lets "codespar send" use Claude.\n${examples(
        "codespar dev",
        "codespar dev --store ./codespar.db --port 4000",
        "codespar dev --store postgres://localhost/codespar --config codespar.json",
      )}`,
    )
    .action(async (options) => {
      const { served, apiKey, store } = await start(terminal, options);
      try {
        if (options.json === true) {
          const { url } = served;
          printJson(terminal, { url, api_key: apiKey, dashboard_url: `${url}/dashboard` }, true);
        } else tellStart(terminal, { url: served.url, apiKey, store });
        await aborted(terminal.signal);
      } finally {
        await served.close();
      }
      if (options.json !== true) terminal.complain("\nStopped.\n");
    });

interface Started {
  readonly served: ServedRuntime;
  readonly apiKey: string;
  readonly store: string;
}

async function start({ signal, complain }: Terminal, options: DevOptions): Promise<Started> {
  const [{ createRuntime, loadConfig }, { serve }] = await Promise.all([
    import("@codespar/runtime"),
    import("@codespar/runtime/node"),
  ]);
  const config = await loadConfig(options.config);
  const store = options.store ?? config.store ?? ":memory:";
  await refuseTakenPort(options.port, options.host);
  const logger = {
    info: () => undefined,
    error: (message: string, facts: object) => complain(`${message} ${JSON.stringify(facts)}\n`),
  };
  const runtime = createRuntime({ ...config, store, logger });
  try {
    const served = await serve(runtime, { port: options.port, host: options.host });
    if (!signal.aborted) return { served, store, apiKey: runtime.apiKey };
    await served.close();
    throw signal.reason;
  } catch (cause) {
    await runtime.close();
    throw cause;
  }
}

interface Facts {
  readonly url: string;
  readonly apiKey: string;
  readonly store: string;
}

function tellStart({ print, colours }: Terminal, { url, apiKey, store }: Facts): void {
  const bold = (text: string): string => paint(colours.print, "bold", text);
  const kind = apiKey.startsWith("csk_live_")
    ? "live: only the servers you configured"
    : "test: sandbox servers, no real money";
  const kept =
    store === ":memory:" ? "memory; --store ./codespar.db keeps it" : withoutSecret(store);
  const snippet = toSnippet({ url, apiKey });
  print(`
${bold("CodeSpar is running.")} Ctrl-C stops it.

  ${bold("API")}        ${url}
  ${bold("API key")}    ${apiKey}  (${kind})
  ${bold("Dashboard")}  ${url}/dashboard
  ${bold("Store")}      ${kept}

In another terminal:

  export CODESPAR_BASE_URL=${url}
  export CODESPAR_API_KEY=${apiKey}
  npx @codespar/cli execute codespar_pay --server stripe --field amount=15000

In a program, after "npm install @codespar/sdk":

${snippet.replaceAll(/^(?=.)/gm, "  ")}
`);
}

/** A database's address, without the password in it. */
function withoutSecret(store: string): string {
  return store.replace(/(:\/\/[^:/@]*):[^@/]*@/, "$1@");
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
}
