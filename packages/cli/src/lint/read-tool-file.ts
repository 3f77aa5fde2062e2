import { readFile } from "node:fs/promises";

import type { Tool } from "@codespar/protocol";
import { isList, isRecord } from "@codespar/protocol/validation";

import { UsageError } from "../usage-error.ts";

/**
 * Reads tools from a file: a list of them, or an object with `tools` or `data`; schemas are
 * `inputSchema`, `input_schema` or `parameters`.
 */
export async function readToolFile(file: string): Promise<readonly Tool[]> {
  const content = await readJsonFile(file);
  const listed = isRecord(content) ? (content["tools"] ?? content["data"]) : content;
  if (!isList(listed)) throw new UsageError(`${file} has no list of tools.`);
  return listed.map((item, index) => {
    const tool = toTool(item);
    if (tool !== undefined) return tool;
    throw new UsageError(`${file}: tool ${index + 1} needs a name and a schema.`);
  });
}

function toTool(item: unknown): Tool | undefined {
  if (!isRecord(item)) return undefined;
  // OpenAI's own form wraps each in a function.
  const told = isRecord(item["function"]) ? item["function"] : item;
  const { name, description, inputSchema, input_schema, parameters } = told;
  const schema = inputSchema ?? input_schema ?? parameters ?? {};
  if (typeof name !== "string" || !isRecord(schema)) return undefined;
  const words = typeof description === "string" ? description : "";
  return { name, description: words, input_schema: schema, server: "" };
}

async function readJsonFile(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? `is not JSON: ${cause.message}` : "cannot be read.";
    throw new UsageError(`${file} ${why}`, { cause });
  }
}
