import { sandboxServers } from "@codespar/sandbox";
import { describe, expect, it } from "vitest";

import { presets } from "../src/catalog/presets.ts";
import { catalogServers, serverAliases } from "../src/catalog/servers.ts";
import { openRuntime, type TestRuntime } from "./open-runtime.ts";

const ids = catalogServers.map(({ id }) => id);

describe("the catalog", () => {
  it("names each server once, and has a sandbox for each", () => {
    expect(new Set(ids).size).toBe(ids.length);
    expect(sandboxServers.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  });

  it("has every server the documents name", () => {
    const named =
      "stripe mercadopago asaas pagarme correios conekta facturapi skydropx stp-spei bind-erp afip andreani bcra colppy wompi siigo coordinadora nequi alegra mercado-bitcoin omie nuvem-fiscal melhor-envio z-api zoop";
    expect(ids).toEqual(expect.arrayContaining(named.split(" ")));
  });

  it("routes meta-tools only to tools that exist", () => {
    for (const { id, routes } of catalogServers) {
      const tools = sandboxServers.find((server) => server.id === id)?.tools ?? [];
      const names = tools.map(({ name }) => name);
      for (const { tool } of routes) expect(names, id).toContain(tool);
    }
  });

  it("has presets and aliases of servers that exist", () => {
    for (const bundle of Object.values(presets))
      expect(ids).toEqual(expect.arrayContaining([...bundle]));
    expect(ids).toEqual(expect.arrayContaining([...serverAliases.values()]));
    expect(presets["all"]).toHaveLength(ids.length);
  });
});

/** Arguments by name; what tools answer is added, so that later tools find it. */
function createArguments(): Map<string, unknown> {
  return new Map<string, unknown>([
    ["amount", 100],
    ["price", 100],
    ["description", "A test"],
    ["name", "Maria"],
    ["recipient", "Maria"],
    ["message", "Hello"],
    ["template", "welcome"],
    ["to", "+5511999990000"],
    ["reason", "The customer changed her mind."],
    ["payee", "646180157000000004"],
    ["symbol", "BTC"],
    ["side", "buy"],
    ["weight_grams", 500],
  ]);
}

const postalCodes: Readonly<Record<string, string>> = {
  BR: "01310100",
  MX: "06600",
  AR: "1425",
  CO: "110111",
};

// Showing comes after creating, and calling off after showing.
const order = ["create", "send", "place", "quote", "estimate", "get", "list", "search", "track"];

function rank(name: string): number {
  const found = order.findIndex((verb) => name.includes(`_${verb}`));
  const isOrder = name.endsWith("_create_order") ? 0.5 : 0;
  return (found === -1 ? order.length : found) + isOrder;
}

interface ListedTool {
  readonly name: string;
  readonly server: string;
  readonly input_schema: { readonly properties?: object; readonly required?: readonly string[] };
  readonly output_schema?: object;
  readonly annotations?: object;
}

async function toolsOf({ call }: TestRuntime, id: string, server: string): Promise<ListedTool[]> {
  const { body } = await call("GET", `/v1/sessions/${id}/tools?server=${server}`);
  return body.data.toSorted(
    (left: ListedTool, right: ListedTool) => rank(left.name) - rank(right.name),
  );
}

describe.each(catalogServers)("the sandbox of $id", ({ id: server, country }) => {
  it("answers every tool as its output schema says", async () => {
    const test = openRuntime();
    const id = await test.session([server]);
    const known = createArguments();
    known.set("from", postalCodes[country] ?? "").set("to", postalCodes[country] ?? "+551199999");
    for (const tool of await toolsOf(test, id, server)) {
      expect(tool.output_schema, tool.name).toBeDefined();
      expect(tool.annotations, tool.name).toMatchObject({ readOnlyHint: expect.any(Boolean) });
      const { required = [] } = tool.input_schema;
      const shown = /_get_(customer|product|order)$/.exec(tool.name)?.[1];
      if (shown !== undefined) known.set("id", known.get(`${shown}_id`));
      const input = Object.fromEntries(required.map((name) => [name, known.get(name)]));
      if (tool.name.includes("refund")) {
        await test.call("POST", `/v1/sandbox/payments/${String(input["payment_id"])}/settle`);
      }
      const { body } = await test.execute(id, tool.name, input);
      const isOver = /^Payment .* is \w+, not/.test(body.error ?? "");
      if (!isOver) expect(body, tool.name).toMatchObject({ error: null });
      expect(body, tool.name).not.toHaveProperty("warning");
      for (const [name, value] of Object.entries(body.data)) known.set(name, value);
      const kind = /_create_(customer|product|order)$/.exec(tool.name)?.[1];
      if (kind !== undefined) known.set(`${kind}_id`, body.data.id ?? body.data.customer_id);
      known.set("items", [{ product_id: known.get("product_id"), quantity: 2 }]);
    }
  });
});
