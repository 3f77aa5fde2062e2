/** Requests that nobody would write, made of the API's own description. */
import { anthropic, createRuntime } from "@codespar/runtime";
import { createMessagesWire } from "@codespar/wires";
import * as fc from "fast-check";

type Json = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema?: Json;
}

interface Operation {
  readonly path: string;
  readonly method: string;
  readonly parameters: readonly Parameter[];
  readonly body: Json | undefined;
  readonly responses: Json;
}

/** A request to be sent. */
export interface FuzzRequest {
  readonly operation: Operation;
  readonly path: string;
  readonly body: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** An answer that the description does not allow. */
export interface FuzzFinding {
  readonly request: string;
  readonly status: number;
  readonly answer: string;
}

/** What came of a run. */
export interface FuzzReport {
  readonly requests: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** How many requests each route was sent, and how many of them it did not refuse. */
  readonly byRoute: Readonly<Record<string, { readonly sent: number; readonly accepted: number }>>;
  readonly findings: readonly FuzzFinding[];
}

/** How much to send. */
export interface FuzzOptions {
  readonly requests: number;
  readonly seed: number;
  readonly onProgress?: (sent: number) => void;
}

/** Fuzzes a runtime of its own: values that fit the schemas, values that nearly do, and junk. */
export async function fuzzApi({ requests, seed, onProgress }: FuzzOptions): Promise<FuzzReport> {
  await using runtime = createRuntime({
    publicUrl: "http://localhost:8787",
    callTimeoutMs: 500,
    agent: anthropic({ apiKey: "offline", fetch: createMessagesWire([]).fetch }),
  });
  let known = await prepare(runtime);
  const document = await readDocument(runtime);
  const arbitrary = fc.oneof(...document.map(requestOf));
  const byStatus: Record<string, number> = {};
  const byRoute: Record<string, { sent: number; accepted: number }> = {};
  const findings: FuzzFinding[] = [];
  const samples = fc.sample(arbitrary, { numRuns: requests, seed });
  for (const [index, request] of samples.entries()) {
    // What was closed, revoked or let run out is there again.
    if (index % renewEvery === 0) known = await prepare(runtime);
    const { status, finding } = await send(runtime, withIds(request, known));
    byStatus[status] = (byStatus[status] ?? 0) + 1;
    const { method, path } = request.operation;
    const route = (byRoute[`${method.toUpperCase()} ${path}`] ??= { sent: 0, accepted: 0 });
    route.sent += 1;
    if (status < 400) route.accepted += 1;
    if (finding !== undefined) findings.push(finding);
    if (index % 1000 === 999) onProgress?.(index + 1);
  }
  return { requests: samples.length, byStatus, byRoute, findings };
}

type Runtime = ReturnType<typeof createRuntime>;

const origin = "http://localhost:8787";

const renewEvery = 25;

/** Values that requests are likely to need, by the name of what asks for them. */
const likely: Readonly<Record<string, readonly string[]>> = {
  server_id: ["stripe", "mercadopago", "persona", "correios"],
  server: ["stripe", "mercadopago"],
  preset: ["brazilian", "all", "mexican"],
  tool: ["codespar_pay", "codespar_list_tools", "stripe_create_refund", "codespar_ship"],
  endpoint: ["/stripe_list_payment_intents", "/nothing"],
  name: ["codespar_pay", "stripe_create_refund", "Loja", "x"],
  redirect_url: ["https://shop.example/back"],
};

const idNames = new Set([
  "session_id",
  "tool_call_id",
  "connection_id",
  "key_id",
  "payment_id",
  "project_id",
]);

/** Stands for an id that exists when the request is sent. */
const placeholder = (name: string): string => `@${name}@`;

type KnownIds = Readonly<Record<string, string>>;

function withIds(request: FuzzRequest, known: KnownIds): FuzzRequest {
  const put = (text: string): string =>
    text.replaceAll(/(?:@|%40)([a-z_]+)(?:@|%40)/g, (whole, name: string) => known[name] ?? whole);
  const body = request.body === undefined ? undefined : put(request.body);
  return { ...request, body, path: put(request.path) };
}

/** Ids that exist, so that requests get past the first check. */
async function prepare(runtime: Runtime): Promise<KnownIds> {
  const post = async (path: string, body: object): Promise<Record<string, string>> => {
    const response = await runtime.fetch(`${origin}${path}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${runtime.apiKey}`, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Record<string, string>;
  };
  const opening = { user_id: "u", servers: ["stripe", "persona"] };
  const { id: session_id = "" } = await post("/v1/sessions", opening);
  const pay = { tool: "codespar_pay", input: { amount: 100, method: "pix" } };
  const paid = await post(`/v1/sessions/${session_id}/execute`, pay);
  const account = await post("/v1/connections", { server_id: "asaas", secret: "x" });
  const key = await post("/v1/api-keys", { name: "fuzz" });
  const { data } = (await read(runtime, "/v1/projects")) as { data: readonly { id: string }[] };
  const { payment_id = "" } = paid["data"] as unknown as Record<string, string>;
  return {
    session_id,
    payment_id,
    tool_call_id: paid["tool_call_id"] ?? "",
    connection_id: account["id"] ?? "",
    key_id: key["id"] ?? "",
    project_id: data[0]?.id ?? "",
  };
}

async function read(runtime: Runtime, path: string): Promise<unknown> {
  const headers = { Authorization: `Bearer ${runtime.apiKey}` };
  return (await runtime.fetch(`${origin}${path}`, { headers })).json();
}

async function readDocument(runtime: Runtime): Promise<readonly Operation[]> {
  const response = await runtime.fetch(`${origin}/openapi.json`);
  const document = (await response.json()) as {
    paths: Record<string, Record<string, Json>>;
    components: { schemas: Json };
  };
  const resolve = (value: unknown): unknown => inline(value, document.components.schemas);
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const {
        parameters = [],
        requestBody,
        responses,
      } = resolve(operation) as {
        parameters?: Parameter[];
        requestBody?: { content: { "application/json": { schema: Json } } };
        responses: Json;
      };
      const body = requestBody?.content["application/json"].schema;
      return { path, method, parameters, body, responses };
    }),
  );
}

function inline(value: unknown, schemas: Json): unknown {
  if (Array.isArray(value)) return value.map((item) => inline(item, schemas));
  if (typeof value !== "object" || value === null) return value;
  const reference: unknown = Reflect.get(value, "$ref");
  if (typeof reference === "string") {
    return inline(schemas[reference.replace("#/components/schemas/", "")], schemas);
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, inline(member, schemas)]),
  );
}

const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: "grapheme", maxLength: 300 }),
  fc.constantFrom("", null, -1, 0, 1e308, 2 ** 53, "\u0000", "😀".repeat(200), [], {}, [[[]]]),
  fc.constantFrom("__proto__", "constructor", "../../etc/passwd", "' OR 1=1 --", "${x}"),
);

/** Values of a schema, mostly, likely ones among them; at times of none. */
function valueOf(schema: Json, name = ""): fc.Arbitrary<unknown> {
  const values = idNames.has(name) ? [placeholder(name)] : likely[name];
  const fits = { weight: 5, arbitrary: fitting(schema) };
  const wild = { weight: 1, arbitrary: junk };
  if (values === undefined) return fc.oneof(fits, wild);
  return fc.oneof({ weight: 20, arbitrary: fc.constantFrom(...values) }, fits, wild);
}

function fitting(schema: Json): fc.Arbitrary<unknown> {
  const { type, properties, items, required = [], anyOf, oneOf } = schema;
  const options = schema["enum"];
  const choices = anyOf ?? oneOf;
  if (Array.isArray(choices)) return fc.oneof(...choices.map((choice: Json) => fitting(choice)));
  if (Array.isArray(options)) return fc.constantFrom(...(options as unknown[]));
  if (type === "object" && typeof properties === "object" && properties !== null) {
    const members = Object.entries(properties).map(([name, member]) => [
      name,
      valueOf(member as Json, name),
    ]);
    return fc.record(Object.fromEntries(members) as Record<string, fc.Arbitrary<unknown>>, {
      requiredKeys: required as never[],
    });
  }
  if (type === "object") return fc.dictionary(fc.string({ maxLength: 20 }), fc.jsonValue());
  if (type === "array") return fc.array(valueOf((items ?? {}) as Json), { maxLength: 4 });
  if (type === "integer" || type === "number") return fc.integer({ min: -5, max: 300_000_000 });
  if (type === "boolean") return fc.boolean();
  if (type === "string") return fc.string({ maxLength: 40 });
  return fc.jsonValue();
}

function requestOf(operation: Operation): fc.Arbitrary<FuzzRequest> {
  const texts = operation.parameters.map(({ name, schema = {} }) =>
    valueOf(schema, name).map((value) =>
      typeof value === "string" ? value : JSON.stringify(value),
    ),
  );
  const body = operation.body === undefined ? fc.constant(undefined) : bodyOf(operation.body);
  return fc
    .tuple(fc.tuple(...texts), body, fc.integer({ min: 0, max: 9 }))
    .map(([values, written, chance]) => assemble(operation, { values, body: written, chance }));
}

function bodyOf(schema: Json): fc.Arbitrary<string> {
  const value = fc.oneof({ weight: 9, arbitrary: fitting(schema) }, { weight: 1, arbitrary: junk });
  return fc.oneof(
    { weight: 12, arbitrary: value.map((written) => JSON.stringify(written) ?? "") },
    { weight: 1, arbitrary: fc.string({ maxLength: 50 }) },
  );
}

interface Assembled {
  readonly values: readonly string[];
  readonly body: string | undefined;
  readonly chance: number;
}

function assemble(operation: Operation, { values, body, chance }: Assembled): FuzzRequest {
  const query = new URLSearchParams();
  const headers: Record<string, string> = {};
  let { path } = operation;
  for (const [index, { name, in: place }] of operation.parameters.entries()) {
    const value = values[index] ?? "";
    if (place === "path")
      path = path.replace(`{${name}}`, encodeURIComponent(value.toWellFormed()));
    else if (place === "query" && chance > 4) query.set(name, value.toWellFormed());
    else if (place === "header" && chance > 6 && /^[\x20-\x7e]+$/.test(value))
      headers[name] = value;
  }
  const search = query.size === 0 ? "" : `?${query.toString()}`;
  return { operation, body, headers, path: `${path}${search}` };
}

interface Sent {
  readonly status: number;
  readonly finding: FuzzFinding | undefined;
}

/** Public routes and pages answer with what their description says; all others with an error body. */
async function send(runtime: Runtime, request: FuzzRequest): Promise<Sent> {
  const { operation, path, body, headers } = request;
  const response = await runtime.fetch(`${origin}${path}`, {
    method: operation.method.toUpperCase(),
    headers: {
      Authorization: `Bearer ${runtime.apiKey}`,
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  const { status } = response;
  const isStream = response.headers.get("content-type")?.includes("event-stream") === true;
  if (isStream) await response.body?.cancel();
  const answer = isStream ? "" : await response.text();
  const isDeclared =
    Object.hasOwn(operation.responses, String(status)) || isRefusal(status, answer);
  if (status < 500 && isDeclared) return { status, finding: undefined };
  const line = `${operation.method.toUpperCase()} ${path} ${body ?? ""}`;
  return { status, finding: { status, request: line.slice(0, 500), answer: answer.slice(0, 300) } };
}

const refusals = new Set([400, 401, 403, 404, 409, 413, 422, 429]);

/** Whether an answer is the `default` one: an error body that says the same status. */
function isRefusal(status: number, answer: string): boolean {
  if (!refusals.has(status)) return false;
  const body: unknown = JSON.parse(answer);
  return (
    typeof body === "object" &&
    body !== null &&
    Reflect.get(body, "status") === status &&
    typeof Reflect.get(body, "code") === "string" &&
    typeof Reflect.get(body, "request_id") === "string"
  );
}
