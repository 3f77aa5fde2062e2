import { describe, expect, it } from "vitest";

import { openRuntime } from "./open-runtime.ts";

async function filled() {
  const test = openRuntime();
  const id = await test.session(["stripe"]);
  const note = '=HYPERLINK("http://evil.example"), "quoted"\nand more';
  await test.execute(id, "codespar_pay", { amount: 100, description: note }, "k");
  await test.execute(id, "codespar_pay", { amount: 100, description: note }, "k");
  await test.execute(id, "=cmd()", {});
  const { body } = await test.call("GET", "/v1/audit");
  const lines = async (format: string) => {
    const {
      status,
      headers,
      body: text,
    } = await test.call("GET", `/v1/audit/export?format=${format}`);
    expect(status).toBe(200);
    return { type: headers.get("content-type"), text: String(text) };
  };
  return { ...test, entries: body.data, lines };
}

function parseLines(text: string) {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

describe("the audit", () => {
  it("is exported as NDJSON, entry for entry", async () => {
    const { entries, lines } = await filled();
    expect(entries).toHaveLength(4);
    const { type, text } = await lines("ndjson");
    expect(type).toBe("application/x-ndjson");
    expect(parseLines(text)).toEqual(entries);
  });

  it("is exported as CSV that no spreadsheet runs", async () => {
    const { entries, lines } = await filled();
    const { type, text } = await lines("csv");
    expect(type).toBe("text/csv; charset=utf-8");
    const [header] = text.split("\r\n");
    expect(header?.split(",").toSorted()).toEqual(Object.keys(entries[0]).toSorted());
    for (const { hash } of entries) expect(text).toContain(hash);
    expect(text).toContain(",'=cmd(),");
    expect(text).not.toContain(",=cmd()");
  });

  it("is exported as CloudEvents, each with an id of its own", async () => {
    const { entries, lines } = await filled();
    const events = parseLines((await lines("cloudevents")).text);
    expect(events.map(({ id }) => id)).toEqual(entries.map(({ hash }: { hash: string }) => hash));
    expect(events[0]).toMatchObject({
      specversion: "1.0",
      type: "dev.codespar.audit.intent",
      time: entries[0].at,
      data: entries[0],
    });
  });

  it("is exported as OCSF API Activity", async () => {
    const { lines } = await filled();
    const events = parseLines((await lines("ocsf")).text);
    expect(events[1]).toMatchObject({
      class_uid: 6003,
      category_uid: 6,
      type_uid: 600_399,
      status_id: 1,
      actor: { user: { uid: "user_123" } },
      src_endpoint: { uid: expect.stringMatching(/^key_/) },
      api: { operation: "codespar_pay", service: { name: "stripe" } },
    });
    expect(events.at(-1)).toMatchObject({ status_id: 2, status_code: "unknown_tool" });
  });

  it("of more than a page is exported whole, and from a position on", async () => {
    const test = openRuntime();
    const id = await test.session(["stripe"]);
    await Promise.all(
      Array.from({ length: 130 }, () => test.execute(id, "stripe_list_payment_intents", {})),
    );
    const { body: all } = await test.call("GET", "/v1/audit/export");
    expect(parseLines(String(all)).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 260 }, (_, index) => index + 1),
    );
    const { body: rest } = await test.call("GET", "/v1/audit/export?cursor=250");
    expect(parseLines(String(rest))).toHaveLength(10);
  });
});
