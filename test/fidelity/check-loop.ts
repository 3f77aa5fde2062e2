import { isDeepStrictEqual } from "node:util";

import { bindTools } from "@codespar/adapter";
import type { ScriptedCall, SentDefinition } from "@codespar/conformance";
import type { JsonSchema, Tool } from "@codespar/protocol";
import { createInputValidator, isRecord } from "@codespar/protocol/validation";
import { createRecordingSession } from "@codespar/sdk/testing";

import type { Loop } from "./loops.ts";
import { lostKeywords } from "./lost-keywords.ts";
import type { CorpusFile, SchemaCase } from "./read-corpus.ts";
import { violations } from "./violations.ts";

/** What came of one file in one loop. */
export interface Fidelity {
  readonly loop: string;
  readonly file: string;
  readonly tools: number;
  /** Samples, and how many did what they should: arrived unchanged, or never. */
  readonly samples: number;
  readonly correct: number;
  /** Tools that are not offered, each with its reason. */
  readonly quarantined: readonly string[];
  /** Tools whose schema tells the model less, each with what is said of it. */
  readonly loosened: readonly string[];
  /** What the model is not told of, and nobody said so. */
  readonly lost: readonly string[];
  /** What a provider would refuse. */
  readonly refused: readonly string[];
  /** Samples that did not do what they should. */
  readonly wrong: readonly string[];
}

/** Sends a file's tools through a loop, and its samples back. */
export async function checkLoop(loop: Loop, file: CorpusFile): Promise<Fidelity> {
  const tools = file.cases.map(toTool);
  const quarantined: string[] = [];
  const onSkip = (tool: Tool, reason: string): unknown =>
    quarantined.push(`${tool.name}: ${reason}`);
  const session = createRecordingSession({ tools });
  const { definitions, error } = await loop.run({ session, turns: [], options: { onSkip } });
  if (error !== undefined)
    throw new Error(`${loop.title} failed on ${file.name}.`, { cause: error });
  const sent = new Map(definitions.map((definition) => [indexOf(definition), definition]));
  const skipped = new Set(quarantined);
  const missing = tools.filter(
    ({ name }, index) => !sent.has(index) && ![...skipped].some((line) => line.startsWith(name)),
  );
  return {
    loop: loop.title,
    file: file.name,
    tools: tools.length,
    quarantined: [...skipped],
    ...checkDefinitions(loop, tools, sent),
    ...(await checkSamples(loop, { tools, cases: file.cases, sent })),
    ...(missing.length > 0 ? { refused: missing.map(({ name }) => `${name} was not sent`) } : {}),
  };
}

/** The description says which tool a definition is of, whatever its name became. */
function toTool({ name, inputSchema }: SchemaCase, index: number): Tool {
  const annotations = { readOnlyHint: true };
  const description = `Tool number ${index}.`;
  return { name, description, input_schema: inputSchema, server: "fidelity", annotations };
}

function indexOf({ description }: SentDefinition): number {
  return Number(/^Tool number (\d+)\./.exec(description)?.[1] ?? -1);
}

type Sent = ReadonlyMap<number, SentDefinition>;

function checkDefinitions(
  { dialect }: Loop,
  tools: readonly Tool[],
  sent: Sent,
): Pick<Fidelity, "loosened" | "lost" | "refused"> {
  const framework = { name: "fidelity", adapterVersion: "0.0.0" };
  const toolkit = bindTools(createRecordingSession({ tools }), tools, {
    framework,
    defaultDialect: dialect,
  });
  const loosened: string[] = [];
  const lost: string[] = [];
  const refused: string[] = [];
  for (const [index, { name, inputSchema }] of sent) {
    const tool = tools[index];
    if (tool === undefined) continue;
    const schema = inputSchema as JsonSchema;
    const notes = toolkit.tools.find((bound) => bound.tool === tool)?.notes ?? [];
    const missing = lostKeywords(tool.input_schema, schema);
    if (notes.length > 0) loosened.push(`${tool.name}: ${notes.join(" ")}`);
    else lost.push(...missing.map((statement) => `${tool.name}: ${statement}`));
    refused.push(...violations(schema, dialect).map((violation) => `${name}: ${violation}`));
  }
  return { loosened, lost, refused };
}

interface Sample {
  readonly id: string;
  readonly index: number;
  readonly value: unknown;
  readonly valid: boolean;
}

async function checkSamples(
  loop: Loop,
  { tools, cases, sent }: { tools: readonly Tool[]; cases: readonly SchemaCase[]; sent: Sent },
): Promise<Pick<Fidelity, "samples" | "correct" | "wrong">> {
  const samples = cases
    .flatMap((of, index) => samplesOf(of, index))
    .filter(({ index }) => sent.has(index));
  if (samples.length === 0) return { samples: 0, correct: 0, wrong: [] };
  const session = createRecordingSession({ tools });
  const turn = samples.map((sample) => toCall(sample, tools, sent));
  const { told, error } = await loop.run({ session, turns: [turn] });
  if (error !== undefined) throw new Error(`${loop.title} failed.`, { cause: error });
  const arrived = new Map(
    session.calls.map(({ options, params }) => [options.toolCall?.id ?? "", params]),
  );
  const wrong = samples.filter(({ id, index, valid, value }) => {
    const params = arrived.get(id);
    if (valid) return !isDeepStrictEqual(params, value) || told[id]?.failed !== false;
    if (params === undefined) return told[id]?.failed !== true;
    const tool = tools[index];
    return loop.mends === undefined || !tool || createInputValidator(tool.input_schema)(params);
  });
  return {
    samples: samples.length,
    correct: samples.length - wrong.length,
    wrong: wrong.map(
      ({ index, valid, value }) =>
        `${tools[index]?.name}: ${valid ? "valid" : "invalid"} ${JSON.stringify(value)}`,
    ),
  };
}

function samplesOf({ valid = [], invalid = [] }: SchemaCase, index: number): readonly Sample[] {
  return [
    ...valid.map((value, count) => ({ id: `v_${index}_${count}`, index, value, valid: true })),
    ...invalid.map((value, count) => ({ id: `i_${index}_${count}`, index, value, valid: false })),
  ];
}

/** What a model that follows the sent schema would write: root properties under the sent names. */
function toCall({ id, index, value }: Sample, tools: readonly Tool[], sent: Sent): ScriptedCall {
  const definition = sent.get(index);
  const before = propertiesOf(tools[index]?.input_schema);
  const after = propertiesOf(definition?.inputSchema);
  const renamed = before.length === after.length && isRecord(value);
  const input = renamed
    ? Object.fromEntries(
        Object.entries(value).map(([key, member]) => [after[before.indexOf(key)] ?? key, member]),
      )
    : value;
  return { id, name: definition?.name ?? "", input };
}

function propertiesOf(schema: unknown): readonly string[] {
  const properties = isRecord(schema) ? schema["properties"] : undefined;
  return Object.keys(isRecord(properties) ? properties : {});
}
