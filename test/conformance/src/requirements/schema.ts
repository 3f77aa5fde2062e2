import { createRecordingSession } from "@codespar/sdk/testing";
import { expect } from "vitest";

import { makeTool } from "../make-tool.ts";
import type { Requirement } from "../requirement.ts";

const clean = {
  type: "object",
  description: "A charge.",
  properties: {
    amount: { type: "integer", minimum: 1, maximum: 100_000, description: "Centavos." },
    method: { type: "string", enum: ["pix", "card"] },
    reference: { type: "string", pattern: "^[A-Z]{3}-[0-9]+$", minLength: 5 },
    note: { type: ["string", "null"] },
    tags: { type: "array", items: { type: "string" }, maxItems: 3 },
    metadata: { type: "object", additionalProperties: { type: "string" } },
  },
  required: ["amount", "method"],
};

/** Rule 1: the model sees the schema. */
export const schemaRequirements: readonly Requirement[] = [
  {
    id: "schema:verbatim",
    rule: 1,
    behavior: "a clean schema reaches the model as it is: enum, pattern, bounds, null, open maps",
    async prove({ run }) {
      const session = createRecordingSession({ tools: [makeTool("charge", clean)] });
      const { definitions } = await run({ session, turns: [] });
      expect(definitions).toEqual([
        { name: "charge", description: "The tool charge.", inputSchema: clean },
      ]);
    },
  },
  {
    id: "schema:repaired",
    rule: 1,
    behavior: "a schema that providers reject is repaired, and its arguments arrive unchanged",
    async prove({ run }) {
      const broken = {
        $schema: "http://json-schema.org/draft-07/schema#",
        properties: { items: { type: "array" }, total: { minimum: 0, exclusiveMinimum: true } },
        "x-internal": true,
      };
      const session = createRecordingSession({ tools: [makeTool("order", broken)] });
      const input = { items: [1, { a: "b" }], total: 1 };
      const { definitions } = await run({
        session,
        turns: [[{ id: "call_1", name: "order", input }]],
      });
      const sent = definitions[0]?.inputSchema;
      expect(sent).toMatchObject({
        type: "object",
        properties: { items: { type: "array" }, total: { exclusiveMinimum: 0 } },
      });
      expect(sent).not.toHaveProperty("$schema");
      expect(sent).not.toHaveProperty("x-internal");
      expect(sent).not.toHaveProperty("properties.total.minimum");
      expect(session.calls[0]?.params).toEqual(input);
    },
  },
  {
    id: "schema:root-union",
    rule: 1,
    behavior: "a union at the root is offered flat, and the arguments are still held to the union",
    async prove({ run }) {
      const union = {
        type: "object",
        anyOf: [
          { properties: { id: { type: "string" } }, required: ["id"] },
          { properties: { email: { type: "string" } }, required: ["email"] },
        ],
      };
      const session = createRecordingSession({ tools: [makeTool("find", union)] });
      const { definitions, told } = await run({
        session,
        turns: [
          [
            { id: "call_1", name: "find", input: { email: "a@b.c" } },
            { id: "call_2", name: "find", input: {} },
          ],
        ],
      });
      expect(definitions[0]?.inputSchema).not.toHaveProperty("anyOf");
      expect(session.calls.map(({ params }) => params)).toEqual([{ email: "a@b.c" }]);
      expect(told["call_2"]?.failed).toBe(true);
    },
  },
  {
    id: "schema:keys",
    rule: 1,
    behavior: "a property name that providers refuse is renamed, and arrives under its own name",
    async prove({ run }) {
      const schema = {
        type: "object",
        properties: { $top: { type: "integer" }, "filter[name]": { type: "string" } },
        required: ["$top"],
      };
      const session = createRecordingSession({ tools: [makeTool("list", schema)] });
      const first = await run({ session, turns: [] });
      const { properties } = first.definitions[0]?.inputSchema as {
        readonly properties: Readonly<Record<string, unknown>>;
      };
      const [top = "", filter = ""] = Object.keys(properties);
      await run({
        session,
        turns: [[{ id: "call_1", name: "list", input: { [top]: 5, [filter]: "x" } }]],
      });
      expect(session.calls.map(({ params }) => params)).toEqual([{ $top: 5, "filter[name]": "x" }]);
    },
  },
  {
    id: "schema:quarantine",
    rule: 1,
    feature: "skip",
    behavior: "a tool that cannot be offered is reported with a reason, and the others still work",
    async prove({ run }) {
      const tools = [makeTool("text_only", { type: "string" }), makeTool("fine")];
      const session = createRecordingSession({ tools });
      const skipped: string[] = [];
      const { definitions } = await run({
        session,
        turns: [[{ id: "call_1", name: "fine", input: {} }]],
        options: { onSkip: ({ name }, reason) => skipped.push(`${name}: ${reason}`) },
      });
      expect(definitions.map(({ name }) => name)).toEqual(["fine"]);
      expect(skipped).toContain('text_only: its arguments are not an object but "string"');
      expect(session.calls).toHaveLength(1);
    },
  },
  {
    id: "schema:budget",
    rule: 10,
    behavior: "definitions stay under a token budget, and the rest is found and called by name",
    async prove({ run }) {
      const tools = Array.from({ length: 30 }, (_, index) => makeTool(`invoice_${index}`, clean));
      const session = createRecordingSession({ tools });
      const { definitions, told } = await run({
        session,
        options: { budget: { tokens: 600 } },
        turns: [
          [{ id: "call_1", name: "codespar_discover", input: { query: "invoice_29" } }],
          [
            {
              id: "call_2",
              name: "codespar_execute",
              input: { tool: "invoice_29", input: { amount: 1, method: "pix" } },
            },
          ],
        ],
      });
      expect(definitions.length).toBeLessThan(8);
      expect(told["call_1"]?.text).toContain("invoice_29");
      expect(session.calls.map(({ name }) => name)).toEqual(["invoice_29"]);
    },
  },
];
