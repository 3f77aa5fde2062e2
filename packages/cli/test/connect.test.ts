import path from "node:path";

import { describe, expect, it } from "vitest";

import { openCli, startCli } from "./open-cli.ts";

const slow = {
  command: process.execPath,
  args: [path.join(import.meta.dirname, "servers/slow.mjs")],
  credentials: [{ name: "TOKEN", label: "Token" }],
};

describe("connect", () => {
  it("prints where the user goes, and waits until the account is there", async () => {
    const { env, url, codespar, json } = await openCli({ servers: { slow } });
    const args = ["connect", "slow", "--user", "user_1", "--no-browser", "--json"];
    const child = startCli(args, env);
    await expect
      .poll(async () => (await codespar.sessions.list({ userId: "user_1" })).data.length, {
        timeout: 20_000,
      })
      .toBe(1);
    const body = { server_id: "slow", user_id: "user_1", secret: "sk_1" };
    await codespar.request("connectAccount", { body });
    const { code, printed, complaints } = await child.ended;
    expect(complaints).toContain(`Connect it here:\n\n  ${url}/connect/slow`);
    expect(complaints).toContain("Waiting until user_1 has connected slow …");
    expect([code, JSON.parse(printed)]).toMatchObject([0, { id: "slow", connected: true }]);
    const { data } = await json("tools", "--server", "slow", "--user", "user_1");
    expect(data.map(({ server }: any) => server)).toContain("slow");
  }, 40_000);

  it("says so when it is connected already, when nobody does it, and when there is no such server", async () => {
    const { run } = await openCli({ servers: { slow } });
    const already = await run("connect", "stripe");
    expect([already.code, already.printed]).toEqual([
      0,
      "stripe is connected for cli already: 8 tools.\n",
    ]);
    const nobody = await run("connect", "slow", "--timeout", "1");
    expect([nobody.code, nobody.complaints]).toEqual([
      1,
      expect.stringMatching(/Nobody connected slow within 1 seconds\.\n$/),
    ]);
    expect((await run("connect", "nothing")).code).toBe(1);
  }, 30_000);
});
