import { existsSync } from "node:fs";
import path from "node:path";

import { toCount } from "../format.ts";
import { listMcpTools, type McpSource } from "../list-mcp-tools.ts";
import type { Check, CheckParts, Finding } from "./check.ts";

const timeoutMs = 30_000;

/** Whether the configuration can be read, and each of its servers starts and lists its tools. */
export const checkServers: Check = async (parts) => {
  const { config, terminal } = parts;
  const file = path.resolve(terminal.cwd, config ?? "codespar.json");
  if (config === undefined && !existsSync(file)) return [];
  const { loadConfig } = await import("@codespar/runtime");
  try {
    const { servers = {} } = await loadConfig(file);
    const found = Object.entries(servers).map(([id, spec]) => checkServer(parts, id, spec));
    const message = `${path.basename(file)} has ${toCount(found.length, "server")}`;
    return [{ check: "Config", status: "ok", message }, ...(await Promise.all(found))];
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return [{ check: "Config", status: "failed", message, remedy: "Mend the file." }];
  }
};

interface Spec {
  readonly command?: string;
  readonly args?: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly cwd?: string | undefined;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly credentials?: readonly unknown[] | undefined;
  readonly oauth?: unknown;
}

async function checkServer({ terminal }: CheckParts, id: string, spec: Spec): Promise<Finding> {
  const check = `Server ${id}`;
  const { credentials = [], oauth } = spec;
  if (credentials.length > 0 || oauth !== undefined) {
    return { check, status: "ok", message: `each user connects it: codespar connect ${id}` };
  }
  try {
    const { signal } = terminal;
    const tools = await listMcpTools(toSource(spec, terminal.cwd), { timeoutMs, signal });
    return { check, status: "ok", message: `lists ${toCount(tools.length, "tool")}` };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const started =
      spec.command === undefined
        ? withoutQuery(spec.url)
        : [spec.command, ...(spec.args ?? [])].join(" ");
    const remedy = `Try it by hand: ${started}`;
    return { check, status: "failed", message: `It does not list its tools: ${message}`, remedy };
  }
}

/** An address without what may be a secret in it. */
function withoutQuery(url = ""): string {
  const [address = ""] = url.split(/[?#]/);
  return address;
}

function toSource(spec: Spec, folder: string): McpSource {
  const { command, url = "", args = [], env = {}, headers = {}, cwd = folder } = spec;
  return command === undefined ? { url, headers } : { command, args, env, cwd };
}
