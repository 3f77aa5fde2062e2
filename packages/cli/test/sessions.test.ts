import { beforeEach, describe, expect, it } from "vitest";

import { openCli, type TestCli } from "./open-cli.ts";

let cli: TestCli;
beforeEach(async () => {
  cli = await openCli();
});

describe("sessions", () => {
  it("lists them as a table, or as the wire has them without a token", async () => {
    const { codespar, run, json } = cli;
    expect((await run("sessions")).complaints).toBe("There are no such sessions.\n");
    const first = await codespar.create("user_1", { servers: ["stripe", "correios"] });
    const second = await codespar.create("user_2", { servers: ["stripe"] });
    const { printed } = await run("sessions", "list");
    const [header, ...rows] = printed.trimEnd().split("\n");
    expect(header).toMatch(/^SESSION +STATUS +USER +CALLS +OPENED \(UTC\) +SERVERS$/);
    expect(rows).toEqual([
      expect.stringMatching(new RegExp(`^${second.id} +active +user_2 +0 .* stripe$`)),
      expect.stringMatching(new RegExp(`^${first.id} +active +user_1 +0 .* stripe, correios$`)),
    ]);
    const page = await json("sessions", "--user", "user_1");
    expect(page).toMatchObject({ data: [{ id: first.id, user_id: "user_1" }], next_cursor: null });
    expect(JSON.stringify(page)).not.toContain("Bearer");
  });

  it("shows one, and closes it", async () => {
    const { codespar, run, json, url } = cli;
    const { id } = await codespar.create("user_1", { preset: "mexican" });
    const { printed } = await run("sessions", "show", id);
    expect(printed).toContain(`MCP      ${url}/mcp/${id}`);
    expect(printed).toMatch(/^conekta +connected +Conekta$/m);
    expect(printed).not.toContain("cst.");
    expect(await json("sessions", "show", id)).toMatchObject({
      id,
      mcp: { url: `${url}/mcp/${id}` },
    });
    expect((await run("sessions", "close", id)).printed).toBe(`${id} is closed.\n`);
    expect(await json("sessions", "list", "--status", "closed")).toMatchObject({ data: [{ id }] });
  });
});

describe("tools, servers and presets", () => {
  it("lists the catalog's tools without a session, and a session's with one", async () => {
    const { codespar, run, json } = cli;
    const all = await json("tools");
    expect(all.data.length).toBeGreaterThan(150);
    const own = await json("tools", "--server", "stripe");
    expect(new Set(own.data.map(({ server }: any) => server))).toEqual(
      new Set(["codespar", "stripe"]),
    );
    const { data } = await codespar.sessions.list({ status: "active" });
    expect(data).toEqual([]); // what was opened for the command is closed again
    const { printed } = await run("tools", "--search", "refund", "--server", "stripe,correios");
    expect(printed.split("\n")[1]).toMatch(/refund.* stripe +destructive /);
  });

  it("shows a tool with its schema, and one that is not there", async () => {
    const { run, json } = cli;
    expect((await run("tools", "codespar_pay")).printed).toMatch(/^Tool +codespar_pay$/m);
    expect(await json("tools", "codespar_pay")).toMatchObject({
      name: "codespar_pay",
      server: "codespar",
    });
    expect(await run("tools", "nothing")).toMatchObject({
      code: 1,
      complaints: expect.stringContaining('no tool "nothing"'),
    });
  });

  it("lists servers and presets", async () => {
    const { run, json } = cli;
    const page = await json("servers", "--country", "BR", "--category", "fiscal");
    expect(page.data.map(({ id }: any) => id)).toEqual(["nuvem-fiscal"]);
    expect((await run("servers", "stripe")).printed).toMatch(/^Secrets +STRIPE_SECRET_KEY/m);
    const { data } = await json("presets");
    expect(data).toContainEqual({ name: "mexican", servers: expect.arrayContaining(["conekta"]) });
    expect((await run("presets")).printed).toMatch(/^mexican +5 +conekta, /m);
  });

  it("takes control characters of what servers say off the screen", async () => {
    const { runtime, run } = cli;
    await runtime.fetch("http://localhost/v1/sessions", {
      method: "POST",
      headers: { Authorization: `Bearer ${runtime.apiKey}`, "Content-Type": "application/json" },
      body: JSON.stringify({ user_id: "\u001B[2J\u202Eevil", servers: [] }),
    });
    expect((await run("sessions")).printed).toContain(" evil ");
    for (const character of ["\u001B", "\u202E"]) {
      expect((await run("sessions")).printed).not.toContain(character);
    }
  });
});
