import { readFileSync } from "node:fs";
import { Readable } from "node:stream";

import { anthropic } from "@codespar/runtime";
import { createMessagesWire } from "@codespar/wires";
import { describe, expect, it } from "vitest";

import { openCli, startCli } from "./open-cli.ts";

const pay = { id: "toolu_1", name: "codespar_pay", input: { method: "pix", amount: 15_000 } };

function agentOf(answer: string) {
  const { fetch, requests } = createMessagesWire([[pay]], answer);
  return { agent: anthropic({ apiKey: "offline", fetch, maxRetries: 0 }), requests };
}

describe("send", () => {
  it("prints the answer on standard output and the calls beside it", async () => {
    const { agent } = agentOf("Charged \u001B[2JR$150.");
    const { run, codespar } = await openCli({ agent });
    const { code, printed, complaints } = await run("send", "Charge R$150", "--server", "stripe");
    expect([code, printed]).toEqual([0, "Charged R$150.\n"]);
    expect(complaints).toMatch(
      /^\n→ codespar_pay \{"method":"pix","amount":15000\}\n← codespar_pay \(stripe\) success \d+ ms\n$/,
    );
    expect((await codespar.sessions.list({ status: "active" })).data).toEqual([]);
  });

  it("prints every event on a line, of a message from standard input", async () => {
    const { agent, requests } = agentOf("Done.");
    const { runIn } = await openCli({ agent });
    const input = Readable.from(["Charge ", "R$150\n"]);
    const { printed } = await runIn({ input }, "send", "-", "--server", "stripe", "--json");
    const events = printed
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).type);
    expect(events).toEqual(["user_message", "tool_use", "tool_result", "assistant_text", "done"]);
    expect(requests[0]?.messages[0]?.content).toEqual("Charge R$150");
  });

  it("says what waits for a person, and goes on when it is approved", async () => {
    const { agent } = agentOf("Charged.");
    const { run, codespar } = await openCli({ agent });
    const { project } = await codespar.request("whoami", {});
    await codespar.request("setPolicy", {
      params: { project_id: project.id },
      body: { approvals: [{ above: { currency: "BRL", amount_minor: 10_000 } }] },
    });
    const sending = run("send", "Charge R$150", "--server", "stripe");
    await expect.poll(async () => (await codespar.approvals.list()).data.length).toBe(1);
    const [approval] = (await codespar.approvals.list()).data;
    await codespar.approvals.approve(approval?.id ?? "");
    const { code, printed, complaints } = await sending;
    expect([code, printed]).toEqual([0, "Charged.\n"]);
    expect(complaints).toContain(
      `Waiting for: codespar approvals approve ${approval?.id} (or deny)`,
    );
    expect(complaints).toMatch(/← codespar_pay \(stripe\) success/);
  }, 30_000);

  it("fails with the agent, and without one", async () => {
    const { run } = await openCli({
      agent: anthropic({
        apiKey: "offline",
        maxRetries: 0,
        fetch: () => Promise.resolve(new Response("{}", { status: 401 })),
      }),
    });
    const { code, complaints } = await run("send", "Hello", "--server", "stripe");
    expect([code, complaints]).toEqual([1, expect.stringMatching(/\(\w+\)\n$/)]);
  });

  it("stops the agent on Ctrl-C, and closes the session it opened", async () => {
    let asked = 0;
    const stuck: typeof fetch = (_input, init) => {
      asked += 1;
      return new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => reject(new Error("aborted")));
      });
    };
    const agent = anthropic({ apiKey: "offline", fetch: stuck, maxRetries: 0 });
    const { env, codespar } = await openCli({ agent });
    const child = startCli(["send", "Hello", "--server", "stripe", "--json"], env);
    await child.printed(/user_message/);
    await expect.poll(() => asked).toBe(1);
    child.kill("SIGINT");
    const { code, complaints } = await child.ended;
    expect([code, complaints]).toEqual([130, ""]);
    expect((await codespar.sessions.list({ status: "active" })).data).toEqual([]);
  }, 30_000);

  it("finds the client of ANTHROPIC_API_KEY's model wherever the command line is installed", () => {
    const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
    const { dependencies }: { dependencies: object } = JSON.parse(manifest);
    expect(dependencies).toHaveProperty("@anthropic-ai/sdk");
  });
});
