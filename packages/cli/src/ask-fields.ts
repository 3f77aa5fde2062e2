import type { JsonSchema } from "@codespar/protocol";
import { createInputValidator, isList } from "@codespar/protocol/validation";

import { cleanText } from "./clean-text.ts";
import { CommandError } from "./command-error.ts";
import { exitCodes } from "./exit-codes.ts";
import { propertyOf, readValue } from "./read-fields.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

/** What a tool is asked to do, as far as it is known. */
export interface AskedInput {
  readonly schema: JsonSchema;
  readonly input: Readonly<Record<string, unknown>>;
}

/**
 * Asks a person for the required arguments that are missing.
 *
 * @throws UsageError that names them, where nobody can be asked.
 */
export async function askFields(
  terminal: Terminal,
  { schema, input }: AskedInput,
): Promise<Readonly<Record<string, unknown>>> {
  const { required } = schema;
  const names = (isList(required) ? required : []).map(String);
  const missing = names.filter((name) => input[name] === undefined);
  if (missing.length === 0) return input;
  if (terminal.prompts === undefined) {
    const listed = missing.map(
      (name) => `  --field ${name}=…  ${hintOf(propertyOf(schema, name))}`,
    );
    throw new UsageError(`Missing:\n${listed.join("\n")}`);
  }
  const answers = new Map<string, unknown>();
  for (const name of missing) {
    answers.set(name, await askField(terminal, name, propertyOf(schema, name)));
  }
  return { ...input, ...Object.fromEntries(answers) };
}

async function askField(terminal: Terminal, name: string, property: JsonSchema): Promise<unknown> {
  const { prompts, signal } = terminal;
  const { confirm, isCancel, select, text } = await import("@clack/prompts");
  const message = cleanText(`${name}  ${hintOf(property)}`).trim();
  const shared = { ...prompts, signal, message, withGuide: false };
  const { enum: values, type, default: initial } = property;
  let answer: unknown;
  if (isList(values)) {
    const options = values.map((value) => ({ value, label: cleanText(String(value)) }));
    answer = await select({ ...shared, options });
  } else if (type === "boolean") {
    answer = await confirm({ ...shared, initialValue: initial === true });
  } else {
    const check = createInputValidator({ properties: { [name]: property } });
    const validate = (written: string | undefined): string | undefined =>
      check({ [name]: readValue(written ?? "", property) })?.message;
    answer = await text({ ...shared, validate });
    if (typeof answer === "string") return readValue(answer, property);
  }
  if (isCancel(answer))
    throw new CommandError("Stopped; nothing was called.", exitCodes.interrupted);
  return answer;
}

/** What a person is told of an argument: its description, else its kind. */
function hintOf({ description, type, enum: values }: JsonSchema): string {
  if (typeof description === "string") return description;
  if (isList(values)) return values.join(", ");
  return typeof type === "string" ? type : "";
}
