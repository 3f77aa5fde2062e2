import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Readable } from "node:stream";

import { describe, expect, it } from "vitest";

import { openCli, startCli } from "./open-cli.ts";

describe("logs", () => {
  it("shows the newest session's calls, and follows them until Ctrl-C", async () => {
    const { codespar, run, json, env } = await openCli();
    expect((await run("logs")).complaints).toBe("There is no session yet.\n");
    const session = await codespar.create("u", { servers: ["stripe"] });
    expect((await run("logs")).complaints).toContain("No calls were made yet.");
    await session.execute("codespar_pay", { amount: 100 });
    await session.execute("codespar_pay", { amount: -1 });
    const { printed, complaints } = await run("logs");
    expect(complaints).toBe(`The newest session, ${session.id}:\n`);
    const rows = printed.trimEnd().split("\n").slice(1);
    expect(rows).toEqual([expect.stringMatching(/ success +\d+ ms +codespar_pay +stripe .*–$/)]);
    expect(await json("logs", "--session", session.id)).toMatchObject({
      data: [{ tool: "codespar_pay", status: "success" }],
      next_cursor: null,
    });
    const following = startCli(["logs", "--follow", "--json"], env);
    await following.printed(/\n/);
    await session.execute("stripe_list_payment_intents", {});
    const all = await following.printed(/stripe_list_payment_intents.*\n/);
    following.kill("SIGINT");
    expect((await following.ended).code).toBe(130);
    const tools = all
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).tool);
    expect(tools).toEqual(["codespar_pay", "stripe_list_payment_intents"]);
  }, 30_000);
});

describe("approvals", () => {
  it("lists, shows and decides", async () => {
    const { codespar, run, json } = await openCli();
    expect((await run("approvals")).complaints).toBe("Nothing waits for an approval.\n");
    const session = await codespar.create("user_1", {
      servers: ["stripe"],
      policy: { approvals: [{ above: { currency: "BRL", amount_minor: 100 } }] },
    });
    const pay = (amount: number) => session.execute("codespar_pay", { amount });
    const { data } = await pay(60_000);
    const id = String(data["approval_id"]);
    expect((await run("approvals")).printed).toMatch(
      new RegExp(`^${id} +pending +codespar_pay +BRL 600.00`, "m"),
    );
    const shown = await run("approvals", "show", id);
    expect(shown.printed).toMatch(/^User +user_1$/m);
    expect(shown.printed).toContain('"amount": 60000');
    expect((await run("approvals", "deny", id, "--reason", "no")).printed).toBe(
      `${id} is denied: codespar_pay of BRL 600.00 is not made.\n`,
    );
    expect(await json("approvals", "list", "--status", "denied")).toMatchObject({
      data: [{ id, reason: "no" }],
    });
    const again = await run("approvals", "approve", id);
    expect([again.code, again.complaints]).not.toEqual([0, ""]);
  });
});

describe("policy", () => {
  it("is set from a file or standard input, and printed as JSON", async () => {
    const { run, runIn, json } = await openCli();
    expect(await json("policy")).toEqual({});
    const policy = { deny_tools: ["*_refund*"] };
    const set = await runIn(
      { input: Readable.from([JSON.stringify(policy)]) },
      "policy",
      "set",
      "-",
    );
    expect([set.code, set.printed]).toEqual([
      0,
      expect.stringMatching(/^The policy of prj_\w+ is set/),
    ]);
    expect(JSON.parse((await run("policy", "show")).printed)).toEqual(policy);
    const bad = await runIn({ input: Readable.from(['{"deny":[]}']) }, "policy", "set", "-");
    expect([bad.code, bad.complaints]).toEqual([1, expect.stringContaining("deny")]);
  });
});

describe("usage", () => {
  it("counts by what it is asked to, as a table, CSV or the wire has it", async () => {
    const { codespar, run, json } = await openCli();
    const session = await codespar.create("u", { servers: ["stripe"] });
    const { data } = await session.execute("codespar_pay", { amount: 15_000 });
    await session.execute("stripe_list_payment_intents", {});
    await codespar.request("settleSandboxPayment", {
      params: { payment_id: String(data["payment_id"]) },
      body: {},
    });
    const csv = await run("usage", "--group-by", "tool", "--csv");
    expect(csv.printed.split("\r\n")).toEqual([
      "period,tool_calls,billable_transactions,settled_minor_BRL,refunded_minor_BRL",
      "codespar_pay,1,1,15000,0",
      "stripe_list_payment_intents,1,0,0,0",
      "",
    ]);
    expect((await run("usage")).printed).toMatch(/^Settled +BRL 150.00$/m);
    expect(await json("usage", "--group-by", "server")).toMatchObject({
      totals: { tool_calls: 2, billable_transactions: 1 },
    });
    expect(await json("usage", "--to", "2020-01-02", "--from", "2020-01-01")).toMatchObject({
      data: [],
      from: "2020-01-01T00:00:00.000Z",
      to: "2020-01-02T00:00:00.000Z",
    });
  });
});

describe("audit", () => {
  it("verifies and exports the chain, and names what was changed", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "codespar-"));
    const store = path.join(folder, "audit.db");
    const { codespar, run, runIn, json } = await openCli({ store });
    const session = await codespar.create("u", { servers: ["stripe"] });
    await session.execute("codespar_pay", { amount: 100 });
    expect((await run("audit", "verify")).printed).toMatch(
      /^The chain holds: 2 entries\. Head: [0-9a-f]{64}\n$/,
    );
    expect(await json("audit", "verify")).toMatchObject({ valid: true, entries: 2 });
    const lines = (await run("audit", "export")).printed.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).kind)).toEqual(["intent", "outcome"]);
    const wrote = await runIn(
      { cwd: folder },
      "audit",
      "export",
      "--format",
      "csv",
      "--output",
      "a.csv",
    );
    expect([wrote.code, wrote.printed, wrote.complaints]).toEqual([0, "", "Wrote a.csv.\n"]);
    expect(readFileSync(path.join(folder, "a.csv"), "utf8")).toMatch(/^seq,kind,at,/);
    const database = new DatabaseSync(store);
    database.exec("update audit_entries set tool = 'other' where seq = 1");
    database.close();
    const broken = await run("audit", "verify");
    expect([broken.code, broken.complaints]).toEqual([
      1,
      "The chain does not hold at entry 1: the column tool was changed.\n",
    ]);
  });
});

describe("keys", () => {
  it("creates a key that is printed alone, lists it without its text, and revokes it", async () => {
    const { run, runIn, json, env } = await openCli();
    const made = await run(
      "keys",
      "create",
      "ci",
      "--scope",
      "servers:read",
      "--expires",
      "2099-01-01",
    );
    expect(made.printed).toMatch(/^csk_test_[\w-]+\n$/);
    const key = made.printed.trim();
    expect(made.complaints).not.toContain(key);
    const asCi = { env: { ...env, CODESPAR_API_KEY: key } };
    expect((await runIn(asCi, "servers")).code).toBe(0);
    const refused = await runIn(asCi, "usage");
    expect([refused.code, refused.complaints]).toEqual([
      1,
      expect.stringContaining("codespar keys create"),
    ]);
    const { data } = await json("keys");
    const listed = data.find(({ name }: any) => name === "ci");
    expect(JSON.stringify(data)).not.toContain(key);
    expect((await run("keys")).printed).toMatch(/ci .* 2099-01-01 00:00:00 +servers:read$/m);
    expect((await run("keys", "revoke", listed.id)).printed).toBe(`${listed.id} is revoked.\n`);
    expect((await run("keys")).printed).not.toContain(listed.id);
    expect((await run("keys", "list", "--all")).printed).toMatch(/revoked \d{4}-/);
  });
});

describe("calls", () => {
  it("shows a call with its payment, and resolves only one whose outcome is unknown", async () => {
    const { codespar, run, json } = await openCli();
    const session = await codespar.create("u", { servers: ["stripe"] });
    const { tool_call_id: id } = await session.execute("codespar_pay", { amount: 100 });
    const shown = await run("calls", "show", id);
    expect(shown.printed).toMatch(/^Tool +codespar_pay \(stripe\)$/m);
    expect(shown.printed).toMatch(/^Payment +pending$/m);
    expect(await json("calls", "show", id)).toMatchObject({ id, status: "success" });
    const resolve = ["calls", "resolve", id, "--outcome", "executed"];
    expect((await run(...resolve)).complaints).toContain("required option '--reason <words>'");
    const refused = await run(...resolve, "--reason", "seen at the bank");
    expect([refused.code, refused.printed]).toEqual([1, ""]);
  });
});
