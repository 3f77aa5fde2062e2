import type { JsonSchema, Tool } from "@codespar/protocol";
import { compile } from "json-schema-to-typescript-lite";

/** The types of tools. */
export interface WrittenTypes {
  /** A declaration file. */
  readonly text: string;
  /** The tools whose arguments no type could be written for. */
  readonly untyped: readonly string[];
}

interface TypedTool {
  readonly name: string;
  readonly namespace: string;
  readonly input: string | undefined;
  readonly output: string | undefined;
  readonly description: string;
}

/** Writes the types of tools as members of the SDK's `ToolTypes`. */
export async function toTypes(tools: readonly Tool[]): Promise<WrittenTypes> {
  const typed: TypedTool[] = [];
  for (const [index, tool] of tools.entries()) typed.push(await toTypedTool(tool, index));
  const members = typed.map(toMember).join("\n");
  const text = `// Written by "codespar types": write it again, do not change it.
import "@codespar/sdk";

declare module "@codespar/sdk" {
  interface ToolTypes {
${members}
  }
}

${typed.map(toNamespace).join("\n")}`;
  return {
    text,
    untyped: typed.filter(({ input }) => input === undefined).map(({ name }) => name),
  };
}

async function toTypedTool(tool: Tool, index: number): Promise<TypedTool> {
  const { name, description, input_schema, output_schema } = tool;
  return {
    name,
    description,
    namespace: `Tool${index + 1}`,
    input: await write("Input", input_schema, false),
    output: output_schema && (await write("Output", output_schema, true)),
  };
}

/** A schema's type; none where the schema points at nothing, or outside itself. */
async function write(name: string, schema: JsonSchema, open: boolean): Promise<string | undefined> {
  try {
    return await compile(withName(schema, name), name, {
      additionalProperties: open,
      unknownAny: true,
      // A schema comes from elsewhere: nothing it names is fetched or read.
      $refOptions: { resolve: { external: false, file: false, http: false } },
    });
  } catch {
    return undefined;
  }
}

/** The type is called as the schema's title says, unless the title is taken away. */
function withName({ title: _title, $id: _id, ...schema }: JsonSchema, name: string): object {
  return { ...structuredClone(schema), title: name };
}

function toMember({ name, namespace, input, output, description }: TypedTool): string {
  const given = input === undefined ? "Readonly<Record<string, unknown>>" : `${namespace}.Input`;
  const answer = output === undefined ? "Readonly<Record<string, unknown>>" : `${namespace}.Output`;
  return `    /** ${toComment(description)} */
    readonly ${JSON.stringify(name)}: { readonly input: ${given}; readonly output: ${answer} };`;
}

function toNamespace({ namespace, input, output }: TypedTool): string {
  if (input === undefined && output === undefined) return "";
  const body = `${input ?? ""}${output ?? ""}`.trim().replaceAll(/^(?=.)/gm, "  ");
  return `declare namespace ${namespace} {\n${body}\n}\n`;
}

function toComment(text: string): string {
  return text.replaceAll("*/", "* /").replaceAll(/\s+/g, " ").trim();
}
