import { bindTools, estimateTokens, toDialect } from "@codespar/adapter";
import type { JsonSchema, Tool } from "@codespar/protocol";
import { createRecordingSession } from "@codespar/sdk/testing";
import { describe, expect, it } from "vitest";

const framework = { name: "test", adapterVersion: "0.0.0" };
const base = { framework, defaultDialect: "openai" } as const;

function makeTool(name: string, input_schema: JsonSchema, extra: Partial<Tool> = {}): Tool {
  return { name, description: `${name}.`, input_schema, server: "test", ...extra };
}

const closed = {
  type: "object",
  properties: {
    amount: { type: "integer", minimum: 1 },
    method: { type: "string", enum: ["pix", "card"] },
    payer: {
      type: "object",
      properties: { name: { type: "string" } },
      required: ["name"],
      additionalProperties: false,
    },
  },
  required: ["amount"],
  additionalProperties: false,
};

describe("strict mode", () => {
  it("requires every property and makes the optional ones nullable", () => {
    const { tools } = bindTools(createRecordingSession(), [makeTool("pay", closed)], {
      ...base,
      strict: "auto",
    });
    expect(tools[0]).toMatchObject({
      strict: true,
      inputSchema: {
        required: ["amount", "method", "payer"],
        properties: {
          amount: { type: "integer", minimum: 1 },
          method: { type: ["string", "null"], enum: ["pix", "card", null] },
          payer: { type: ["object", "null"], required: ["name"] },
        },
      },
    });
  });

  it.each([
    { format: "uuid", strict: true },
    { format: "uri", strict: false },
    { format: "int64", strict: false },
  ])("is asked for with the format $format: $strict", ({ format, strict }) => {
    const schema = { ...closed, properties: { id: { type: "string", format } }, required: ["id"] };
    const { tools } = bindTools(createRecordingSession(), [makeTool("get", schema)], {
      ...base,
      strict: "auto",
    });
    expect(tools[0]).toMatchObject({ strict, inputSchema: schema });
  });

  it("closes an object that may also be null", async () => {
    const payer = { ...closed, type: ["object", "null"] };
    const schema = { ...closed, properties: { payer }, required: ["payer"] };
    const session = createRecordingSession({ tools: [makeTool("pay", schema)] });
    const { tools } = bindTools(session, await session.tools(), { ...base, strict: "auto" });
    expect(tools[0]).toMatchObject({
      strict: true,
      inputSchema: { properties: { payer: { required: ["amount", "method", "payer"] } } },
    });
    await tools[0]?.call({ payer: { amount: 1, method: null, payer: null } });
    await tools[0]?.call({ payer: null });
    const inputs = session.calls.map(({ params }) => params);
    expect(inputs).toEqual([{ payer: { amount: 1 } }, { payer: null }]);
  });

  it("puts nothing beside a reference", () => {
    const $defs = { payer: closed };
    const payer = { $ref: "#/$defs/payer", description: "Who pays." };
    const schema = { ...closed, properties: { payer }, required: ["payer"], $defs };
    const { tools } = bindTools(createRecordingSession(), [makeTool("pay", schema)], {
      ...base,
      strict: "auto",
    });
    const { description } = payer;
    expect(tools[0]).toMatchObject({
      strict: true,
      inputSchema: { properties: { payer: { anyOf: [{ $ref: payer.$ref }], description } } },
    });
    expect(tools[0]?.inputSchema).not.toHaveProperty("properties.payer.$ref");
    const both = { ...payer, type: "object" };
    const mixed = makeTool("pay", { ...schema, properties: { payer: both } });
    expect(
      bindTools(createRecordingSession(), [mixed], { ...base, strict: "auto" }).tools[0]?.strict,
    ).toBe(false);
  });

  it("leaves out the nulls it made the model write", async () => {
    const session = createRecordingSession();
    const { tools } = bindTools(session, [makeTool("pay", closed)], { ...base, strict: "auto" });
    await tools[0]?.call({ amount: 1, method: null, payer: null });
    expect(session.calls[0]?.params).toEqual({ amount: 1 });
  });

  const address = {
    type: "object",
    properties: { street: { type: "string" }, unit: { type: "string" } },
    required: ["street"],
    additionalProperties: false,
  };
  const parcel = { ...address, properties: { parcel: { type: "string" } }, required: ["parcel"] };
  it.each([
    ["what a property refers to", { $ref: "#/$defs/address" }],
    ["a list of what it refers to", { type: "array", items: { $ref: "#/$defs/address" } }],
    ["one of several alternatives", { anyOf: [{ type: "string" }, parcel, address] }],
  ])("leaves out the nulls it made the model write in %s", async (_title, property) => {
    const session = createRecordingSession();
    const tool = makeTool("ship", {
      type: "object",
      properties: { to: property, from: property },
      required: ["to"],
      additionalProperties: false,
      $defs: { address },
    });
    const { tools } = bindTools(session, [tool], {
      ...base,
      defaultDialect: "portable",
      strict: "auto",
    });
    expect(tools[0]?.strict).toBe(true);
    const wrap = (to: object) => ("items" in property ? [to] : to);
    await tools[0]?.call({ to: wrap({ street: "a", unit: null }), from: null });
    expect(session.calls[0]?.params).toEqual({ to: wrap({ street: "a" }) });
  });

  it.each([
    ["an open object", { ...closed, additionalProperties: undefined }],
    ["an open object inside", { ...closed, properties: { meta: { type: "object" } } }],
    ["a keyword it lacks", { ...closed, properties: { a: { type: "string", minLength: 2 } } }],
    ["a property without a type", { ...closed, properties: { a: {} } }],
  ])("is not asked for where it could not say the same: %s", (_title, schema) => {
    const plain: JsonSchema = JSON.parse(JSON.stringify(schema));
    const { tools } = bindTools(createRecordingSession(), [makeTool("pay", plain)], {
      ...base,
      strict: "auto",
    });
    expect(tools[0]).toMatchObject({ strict: false, inputSchema: plain });
  });
});

describe("a dialect", () => {
  it("returns a clean schema as the same object", () => {
    for (const dialect of ["openai", "anthropic", "gemini", "portable"] as const) {
      expect(toDialect(closed, dialect)).toMatchObject({ notes: [] });
      expect(toDialect(closed, dialect)).toHaveProperty("schema", closed);
      const written = toDialect(closed, dialect);
      expect("schema" in written && written.schema === closed).toBe(true);
    }
  });

  it("keeps references for the providers that take them, and inlines them for the others", () => {
    const schema = {
      type: "object",
      properties: { to: { $ref: "#/$defs/Address", description: "Where to." } },
      $defs: { Address: { type: "object", properties: { zip: { type: "string" } } } },
    };
    expect(toDialect(schema, "anthropic")).toHaveProperty("schema", schema);
    expect(toDialect(schema, "portable")).toMatchObject({
      schema: {
        type: "object",
        properties: {
          to: { type: "object", properties: { zip: { type: "string" } }, description: "Where to." },
        },
      },
    });
  });

  it.each([
    ["portable", { type: "integer", description: "Where to. (One of 1, 2.)" }],
    ["gemini", { type: "integer", description: "Where to. (One of 1, 2.)" }],
    ["openai", { type: "integer", enum: [1, 2], description: "Where to." }],
  ] as const)(
    "tells numbers of an enum in words where a provider takes text only (%s)",
    (dialect, to) => {
      const schema = {
        type: "object",
        properties: {
          to: { type: "integer", enum: [1, 2], description: "Where to." },
          sort: { anyOf: [{ const: 1 }, { const: "asc" }] },
          kind: { type: ["string", "null"], enum: ["a", null] },
        },
      };
      const written = toDialect(schema, dialect);
      expect(written).toHaveProperty("schema.properties.to", to);
      expect(written).toHaveProperty("schema.properties.kind", schema.properties.kind);
      if (dialect === "openai") return;
      expect(written).toHaveProperty("schema.properties.sort", {
        anyOf: [{ type: "number", description: "(One of 1.)" }, { enum: ["asc"] }],
      });
    },
  );

  it("gives names that would be spelled alike different ones, and names each of them back", async () => {
    const properties = { 收款人: { type: "string" }, 付款人: { type: "string" } };
    const schema = { type: "object", properties, required: Object.keys(properties) };
    const session = createRecordingSession({ tools: [makeTool("transfer", schema)] });
    const { tools } = bindTools(session, await session.tools(), {
      ...base,
      defaultDialect: "anthropic",
    });
    const { required = [] } = tools[0]?.inputSchema as { readonly required?: readonly string[] };
    const input = Object.fromEntries(required.map((name, index) => [name, `person ${index}`]));
    await tools[0]?.call(input);
    expect(session.calls).toMatchObject([{ params: { 收款人: "person 0", 付款人: "person 1" } }]);
  });

  it.each(["portable", "openai"] as const)(
    "keeps what stands beside a reference, and what it refers to (%s)",
    (dialect) => {
      const Base = {
        type: "object",
        properties: { amount: { type: "integer" }, method: { type: "string" } },
        required: ["amount"],
      };
      const beside = {
        $ref: "#/$defs/Base",
        properties: { method: { enum: ["pix"] }, memo: { type: "string" } },
        required: ["memo"],
      };
      const both = {
        type: "object",
        properties: {
          amount: { type: "integer" },
          method: { type: "string", enum: ["pix"] },
          memo: { type: "string" },
        },
        required: expect.toSatisfy((names) => new Set(names).size === 2),
      };
      expect(toDialect({ ...beside, $defs: { Base } }, dialect)).toMatchObject({ schema: both });
      const inside = { type: "object", properties: { charge: beside }, $defs: { Base } };
      if (dialect !== "portable") return;
      expect(toDialect(inside, dialect)).toMatchObject({
        schema: { properties: { charge: both } },
      });
    },
  );

  it("does not write out references without end", () => {
    const levels = Array.from({ length: 24 }, (_, level) => {
      const next = { $ref: `#/$defs/L${level + 1}` };
      return [`L${level}`, { type: "object", properties: { a: next, b: next } }] as const;
    });
    const schema = {
      type: "object",
      properties: { first: { $ref: "#/$defs/L0" }, amount: { type: "integer" } },
      $defs: { ...Object.fromEntries(levels), L24: { type: "string" } },
    };
    const written = toDialect(schema, "portable");
    expect(JSON.stringify(written).length).toBeLessThan(1_000_000);
    expect(written).toMatchObject({
      notes: [expect.stringMatching(/too large/)],
      schema: { properties: { first: { type: "object" }, amount: { type: "integer" } } },
    });
  });

  it("says what it could not tell the model exactly", () => {
    const recursive = {
      type: "object",
      properties: { node: { $ref: "#/$defs/Node" } },
      $defs: { Node: { type: "object", properties: { next: { $ref: "#/$defs/Node" } } } },
    };
    const written = toDialect(recursive, "portable");
    expect("notes" in written ? written.notes : []).toEqual([expect.stringMatching(/recursive/)]);
  });
});

describe("a token budget", () => {
  it("defers what does not fit, and keeps the meta-tools", () => {
    const tools = [
      ...Array.from({ length: 10 }, (_, index) => makeTool(`tool_${index}`, closed)),
      makeTool("codespar_pay", closed, { server: "codespar" }),
    ];
    const each = estimateTokens([{ name: "tool_0", description: "tool_0.", inputSchema: closed }]);
    const { tools: bound } = bindTools(createRecordingSession(), tools, {
      ...base,
      canDefer: true,
      budget: { tokens: each * 3 + 10 },
    });
    const offered = bound.filter(({ deferred }) => !deferred).map(({ name }) => name);
    expect(offered).toContain("codespar_pay");
    expect(offered).toHaveLength(3);
    expect(bound).toHaveLength(11);
  });
});

describe("the tools that stand for what a budget leaves out", () => {
  function bindSearch(session = createRecordingSession()) {
    const tools = [makeTool("codespar_pay", closed, { server: "codespar" }), makeTool("pay", wide)];
    const { tools: bound } = bindTools(session, tools, { ...base, budget: { tokens: 260 } });
    expect(bound.map(({ name }) => name)).toEqual([
      "codespar_pay",
      "codespar_discover",
      "codespar_execute",
    ]);
    return bound[2];
  }
  const wide = { ...closed, description: "x".repeat(2000) };

  it("ask for a call whatever form its arguments have, and not for one they would refuse", async () => {
    const execute = bindSearch();
    const call = { tool: "pay", input: { amount: 1 } };
    const forms = [call, JSON.stringify(call), JSON.stringify(JSON.stringify(call))];
    for (const form of forms) expect(await execute?.needsApproval(form, "always")).toBe(true);
    for (const form of ["{", { tool: "pay" }, { ...call, tool: "nope" }]) {
      expect(await execute?.needsApproval(form, "always")).toBe(false);
    }
  });

  it("call a tool that is in sight too, and name one that is not there", async () => {
    const session = createRecordingSession();
    const execute = bindSearch(session);
    await execute?.call({ tool: "codespar_pay", input: { amount: 1 } });
    expect(session.calls).toMatchObject([{ name: "codespar_pay", params: { amount: 1 } }]);
    expect(await execute?.call({ tool: "nope", input: {} })).toMatchObject({
      code: "unknown_tool",
      message: expect.stringContaining("There is no tool nope"),
    });
  });
});

describe("a tool that is found under the name of another", () => {
  it("is the one that the model was shown by this name", async () => {
    const session = createRecordingSession();
    const tools = [makeTool("pay", closed), makeTool("pay_v2", closed)];
    const naming = ({ name }: Tool) => (name === "pay" ? "pay_v1" : "pay");
    const { tools: bound } = bindTools(session, tools, { ...base, naming, budget: { tokens: 1 } });
    await bound[1]?.call({ tool: "pay", input: { amount: 1 } });
    expect(session.calls).toMatchObject([{ name: "pay_v2" }]);
  });
});

describe("hooks", () => {
  const open = { ...closed, additionalProperties: true };

  it("can change the arguments before a call, and hear of its outcome", async () => {
    const session = createRecordingSession();
    const heard: unknown[] = [];
    const { tools } = bindTools(session, [makeTool("pay", closed)], {
      ...base,
      beforeExecute: ({ input }) => ({ ...input, method: "pix" }),
      afterExecute: (_call, { ok }) => heard.push(ok),
    });
    await tools[0]?.call({ amount: 1 }, { toolCallId: "call_1" });
    expect(session.calls[0]?.params).toEqual({ amount: 1, method: "pix" });
    expect(heard).toEqual([true]);
  });

  it("that throw before a call stop it, and after a call change nothing", async () => {
    const session = createRecordingSession();
    const stopped = bindTools(session, [makeTool("pay", closed)], {
      ...base,
      beforeExecute: () => {
        throw new Error("Over the limit.");
      },
    });
    expect(await stopped.tools[0]?.call({ amount: 1 })).toMatchObject({
      ok: false,
      code: "policy_denied",
      executed: "no",
    });
    expect(session.calls).toEqual([]);
    const late = bindTools(session, [makeTool("pay", closed)], {
      ...base,
      afterExecute: () => {
        throw new Error("Too late.");
      },
    });
    expect(await late.tools[0]?.call({ amount: 1 })).toMatchObject({ ok: true });
  });

  it("that write something new into each call do not make a replay another call", async () => {
    const session = createRecordingSession();
    let written = 0;
    const { tools } = bindTools(session, [makeTool("pay", open)], {
      ...base,
      beforeExecute: ({ input }) => ({ ...input, attempt: (written += 1) }),
    });
    for (const amount of [1, 1, 2]) await tools[0]?.call({ amount }, { toolCallId: "call_1" });
    expect(session.calls).toHaveLength(3);
    expect(session.executions.map(({ params }) => params)).toEqual([
      { amount: 1, attempt: 1 },
      { amount: 2, attempt: 3 },
    ]);
  });

  it("can choose the idempotency key", async () => {
    const session = createRecordingSession();
    const { tools } = bindTools(session, [makeTool("pay", closed)], {
      ...base,
      idempotencyKey: ({ input }) => `order-${String(input["amount"])}`,
    });
    await tools[0]?.call({ amount: 7 }, { toolCallId: "call_1" });
    expect(session.calls[0]?.options.idempotencyKey).toBe("order-7");
  });
});
