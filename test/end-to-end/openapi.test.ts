import { type Route, routes } from "@codespar/protocol";
import { createRuntime } from "@codespar/runtime";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";

type Json = Readonly<Record<string, any>>;

async function document(): Promise<Json> {
  await using runtime = createRuntime();
  const response = await runtime.fetch("http://codespar.test/openapi.json");
  expect(response.status).toBe(200);
  return response.json() as Promise<Json>;
}

describe("/openapi.json", () => {
  it("is OpenAPI 3.1 and has every route of the contract, with its security", async () => {
    const { openapi, paths } = await document();
    expect(openapi).toBe("3.1.0");
    for (const [name, { method, path, scope }] of Object.entries<Route>(routes)) {
      const operation = paths[path]?.[method];
      expect(operation?.operationId, path).toBe(name);
      expect(operation.security, path).toEqual(scope === null ? [] : [{ bearer: [] }]);
    }
    const documented = Object.values<Json>(paths).flatMap((path) => Object.keys(path));
    expect(documented).toHaveLength(Object.keys(routes).length);
  });

  it("is valid by OpenAPI's own schema", async () => {
    const { valid, errors } = await new Validator().validate(await document());
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
  });

  it("has no reference that points at nothing", async () => {
    const body = await document();
    const references = [...JSON.stringify(body).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(10);
    for (const [, kind = "", name = ""] of references) {
      expect(body["components"][kind], name).toHaveProperty(name);
    }
  });

  it("requires what must be there, and nothing that may be left out", async () => {
    const { ToolCall, Policy, Error: refusal } = (await document())["components"]["schemas"];
    expect(ToolCall.required).toEqual(["tool"]);
    expect(ToolCall.properties.tool_call).not.toHaveProperty("required");
    expect(Policy).not.toHaveProperty("required");
    expect(Policy.properties.limits.items.required).toEqual(["currency"]);
    expect(refusal.required).toEqual(["error", "code", "message", "status", "request_id"]);
  });

  it("is the same on every start", async () => {
    expect(await document()).toEqual(await document());
  });
});
