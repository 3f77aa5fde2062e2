import { PassThrough, Readable } from "node:stream";

import { describe, expect, it } from "vitest";

import { openCli, runWith, startCli, type TestCli } from "./open-cli.ts";

const pay = ["execute", "codespar_pay", "--field", "amount=15000"] as const;

/** A terminal at which somebody types: each answer once its question is there. */
function typing(answers: Readonly<Record<string, string>>) {
  const input = new PassThrough();
  const output = new PassThrough();
  let shown = "";
  const left = new Map(Object.entries(answers));
  output.on("data", (chunk) => {
    shown += String(chunk);
    for (const [question, answer] of left) {
      if (!shown.includes(question)) continue;
      left.delete(question);
      setImmediate(() => input.write(answer));
    }
  });
  // What a terminal has besides: a size, and a way to hear each key.
  Object.assign(output, { columns: 100, rows: 40, isTTY: true });
  Object.assign(input, { isTTY: true, setRawMode: () => input });
  return { prompts: { input, output }, left };
}

async function countPayments({ codespar }: TestCli): Promise<number> {
  const session = await codespar.create("u", { servers: ["stripe"] });
  const { data } = await session.execute("stripe_list_payment_intents", {});
  return Array.isArray(data["payments"]) ? data["payments"].length : -1;
}

describe("execute", () => {
  it("prints the data on standard output and how it went beside it", async () => {
    const { run, json, codespar } = await openCli();
    const { code, printed, complaints } = await run(...pay, "--server", "stripe");
    expect(code).toBe(0);
    expect(JSON.parse(printed)).toMatchObject({ amount: 15_000, pix_code: expect.any(String) });
    expect(complaints).toMatch(/^✓ codespar_pay \(stripe\) \d+ ms, tc_\w+\n$/);
    expect(await json(...pay, "--server", "stripe")).toMatchObject({
      success: true,
      tool: "codespar_pay",
      data: { amount: 15_000 },
    });
    expect((await codespar.sessions.list({ status: "active" })).data).toEqual([]);
  });

  it("reads arguments as JSON, from standard input, and as the schema has them", async () => {
    const { runIn, run, json } = await openCli();
    const whole = await json("execute", "codespar_pay", '{"amount":100}', "--server", "stripe");
    expect(whole.data.amount).toBe(100);
    const input = Readable.from(['{"amount":', "200}"]);
    const piped = await runIn({ input }, "execute", "codespar_pay", "-", "--server", "stripe");
    expect(JSON.parse(piped.printed)).toMatchObject({ amount: 200 });
    const words = ["--field", "description=007", "--server", "stripe"];
    expect(JSON.parse((await run(...pay, ...words)).printed).description).toBe("007");
  });

  it("tells programs why a call failed by its code", async () => {
    const { run } = await openCli();
    const codes = [];
    for (const call of [
      ["codespar_payy", "{}"],
      ["codespar_pay", '{"amount":100,"description":"sandbox:declined"}'],
    ]) {
      const { code, complaints } = await run("execute", ...call, "--server", "stripe", "--json");
      codes.push([code, JSON.parse(complaints).code]);
    }
    expect(codes).toEqual([
      [1, "unknown_tool"],
      [1, "provider_error"],
    ]);
  });

  it("executes once under a key, and takes a key only with a session", async () => {
    const cli = await openCli();
    const { id } = await cli.codespar.create("u", { servers: ["stripe"] });
    const once = [...pay, "--session", id, "--idempotency-key", "order-1"];
    const first = await cli.json(...once);
    const second = await cli.run(...once);
    expect(second.complaints).toContain("the result of an earlier call with this key");
    expect(JSON.parse(second.printed)).toEqual(first.data);
    expect(await countPayments(cli)).toBe(1);
    const loose = await cli.run(...pay, "--server", "stripe", "--idempotency-key", "order-1");
    expect([loose.code, loose.complaints]).toEqual([
      2,
      expect.stringContaining("A key is good within one session"),
    ]);
    expect(await countPayments(cli)).toBe(1);
  });

  it("asks a person for required arguments that are missing", async () => {
    const { runIn, codespar } = await openCli();
    const { id } = await codespar.create("u", { servers: ["nuvem-fiscal", "z-api", "stripe"] });
    const { prompts, left } = typing({ "name  ": "Ana\r" });
    const args = ["execute", "stripe_create_customer", "--session", id];
    const { code, printed } = await runIn({ prompts }, ...args);
    expect([code, [...left.keys()]]).toEqual([0, []]);
    expect(JSON.parse(printed)).toMatchObject({ name: "Ana" });
  });

  it("stops without a call when the person does not answer", async () => {
    const cli = await openCli();
    const { prompts } = typing({ "payment_id  ": "\u0003" });
    const args = ["execute", "stripe_create_refund", "--server", "stripe"];
    const { code, complaints } = await cli.runIn({ prompts }, ...args);
    expect([code, complaints]).toEqual([130, "Stopped; nothing was called.\n"]);
  });

  it("names what is missing where nobody can be asked", async () => {
    const { run } = await openCli();
    const { code, complaints } = await run("execute", "stripe_create_refund", "--server", "stripe");
    expect([code, complaints]).toEqual([
      2,
      expect.stringContaining("Missing:\n  --field payment_id=…  Id of a settled payment."),
    ]);
  });

  it("says which rule arguments break, and which tools are near", async () => {
    const { run } = await openCli();
    const broken = await run("execute", "codespar_pay", '{"amount":"x"}', "--server", "stripe");
    expect([broken.code, broken.complaints]).toEqual([
      1,
      expect.stringContaining("(invalid_input)"),
    ]);
    const near = await run("execute", "stripe_refund", "--server", "stripe");
    expect(near.complaints).toContain("Near it: stripe_create_refund");
    const server = await run(...pay, "--server", "strpe");
    expect(server.complaints).toContain('"codespar servers" and "codespar presets" list');
    const nothing = await run(...pay);
    expect([nothing.code, nothing.complaints]).toEqual([
      2,
      expect.stringContaining("Name a session"),
    ]);
    const twice = await run(...pay, "{}", "--input", "{}", "--server", "stripe");
    expect([twice.code, twice.complaints]).toEqual([2, expect.stringContaining("once")]);
  });

  it("leaves the session open for a call that waits, with the command that goes on", async () => {
    const cli = await openCli();
    const policy = '{"approvals":[{"above":{"currency":"BRL","amount_minor":10000}}]}';
    await cli.runIn({ input: Readable.from([policy]) }, "policy", "set", "-");
    const { code, complaints } = await cli.run(...pay, "--server", "stripe");
    expect(code).toBe(4);
    const [approve = "", again = ""] = complaints.split("\n").slice(-3);
    const [, ...words] = approve.trim().split(" ");
    expect((await cli.run(...words)).printed).toContain("is approved: codespar_pay of BRL 150.00");
    const [, name = "", input = "", rest = ""] =
      /codespar execute (\w+) '(.*)' (--session .*)$/.exec(again) ?? [];
    const went = await cli.run("execute", name, input, ...rest.split(" "));
    expect([went.code, JSON.parse(went.printed).amount]).toEqual([0, 15_000]);
    expect(await countPayments(cli)).toBe(1);
  });

  it("waits for a person, where it is told to", async () => {
    const cli = await openCli();
    const { id } = await cli.codespar.create("u", {
      servers: ["stripe"],
      policy: { approvals: [{ above: { currency: "BRL", amount_minor: 10_000 } }] },
    });
    const paying = cli.run(...pay, "--session", id, "--wait-for-approval", "30");
    await expect
      .poll(async () => (await cli.json("approvals")).data.length, { timeout: 10_000 })
      .toBe(1);
    const { data } = await cli.json("approvals", "list");
    await cli.run("approvals", "deny", data[0].id, "--reason", "unknown payee");
    const { code, complaints } = await paying;
    expect([code, complaints]).toEqual([1, expect.stringContaining("unknown payee")]);
  }, 20_000);

  it("says that a call may have taken effect when Ctrl-C stops the wait", async () => {
    const cli = await openCli({
      servers: {
        slow: {
          command: process.execPath,
          args: [new URL("servers/slow.mjs", import.meta.url).pathname],
        },
      },
    });
    const child = startCli(
      ["execute", "slow_wait", "--server", "slow", "--field", "ms=60000"],
      cli.env,
    );
    await expect
      .poll(
        async () => {
          const { data } = await cli.json("logs").catch(() => ({ data: [] }));
          return data[0]?.status;
        },
        { timeout: 15_000 },
      )
      .toBe("running");
    child.kill("SIGINT");
    const { code, complaints } = await child.ended;
    expect(complaints).toMatch(/may or may not have taken effect/);
    expect(complaints).toMatch(
      /codespar execute slow_wait '\{"ms":60000\}' --session ses_\w+ --idem/,
    );
    expect(code).toBe(3);
  }, 40_000);

  it("takes the key from a file, without the line break at its end", async () => {
    const { env, url } = await openCli();
    const { mkdtempSync, writeFileSync } = await import("node:fs");
    const folder = mkdtempSync("/tmp/codespar-");
    writeFileSync(`${folder}/key`, `${env["CODESPAR_API_KEY"]}\n`);
    const parts = { env: { CODESPAR_BASE_URL: url }, cwd: folder };
    const { code } = await runWith(parts, ["presets", "--api-key-file", "key"]);
    expect(code).toBe(0);
  });
});
