import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { describe, expect, it, vi } from "vitest";

import { createRuntime, httpUsageExporter, loadConfig } from "../src/index.ts";

function write(config: object): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "codespar-")), "codespar.json");
  writeFileSync(file, JSON.stringify(config));
  return file;
}

const webhook = {
  secret: "a secret shared with the bank",
  event: { id: "/id", type: "/type", paymentId: "/id", amount: "/cents", amountMajor: "/value" },
  kinds: {},
};
const bank = { kind: "payOut", tool: "send" };

describe("a configuration file", () => {
  it.each([
    ["a misspelt member", { mcpServer: {} }, /mcpServer/],
    ["a wrong kind", { mcpServers: { erp: { command: "x", timeoutMs: "5" } } }, /erp\.timeoutMs/],
    ["another protocol", { mcpServers: { erp: { url: "ftp://erp.example" } } }, /erp\.url/],
    ["neither form", { mcpServers: { erp: { comand: "x" } } }, /erp\.url/],
    [
      "a secret that nobody brings",
      { mcpServers: { erp: { url: "https://erp.example", headers: { key: "${ERP_KEY}" } } } },
      /\$\{ERP_KEY\}.*erp\.headers\.key/s,
    ],
    [
      "an amount in two units",
      { mcpServers: { bank: { command: "x", webhook } } },
      /bank\.webhook\.event\.amountMajor/,
    ],
    [
      "money that goes out in no currency",
      { mcpServers: { bank: { command: "x", metaTools: [bank] } } },
      /bank\.metaTools\[0\]\.currencies/,
    ],
  ])("with %s is refused by the name of the field", async (_title, config, field) => {
    await expect(loadConfig(write(config))).rejects.toThrow(field);
  });

  it.each([
    ["timeoutMS", { command: "x", timeoutMS: 5 }, /"timeoutMS".*"timeoutMs" meant\?.*\.erp$/s],
    ["enviroment", { command: "x", enviroment: {} }, /"enviroment".*"env" meant\?.*\.erp$/s],
    ["comand", { comand: "x" }, /"comand".*"command" meant\?/s],
    ["maxRetries", { command: "x", maxRetries: 5 }, /"maxRetries" is none of its members\./],
    ["url", { command: "x", url: "https://erp.example" }, /"url" is none of its members\./],
    [
      "opensMs",
      { command: "x", breaker: { opensMs: 5 } },
      /"opensMs".*"openMs" meant\?.*\.erp\.breaker$/s,
    ],
  ])("refuses a server's %s, and says what was meant", async (_name, erp, message) => {
    await expect(loadConfig(write({ mcpServers: { erp } }))).rejects.toThrow(message);
  });

  it("says what was meant of any object", async () => {
    const misspelt = write({ rateLimit: {}, oauthClients: { stripe: { clientID: "x" } } });
    const told = loadConfig(misspelt);
    await expect(told).rejects.toThrow(/"rateLimit" is none of its members: is "rateLimits" meant/);
    await expect(told).rejects.toThrow(/"clientID" is none of its members: is "clientId" meant/);
  });

  it("refuses an address with a password in it, and does not repeat it", async () => {
    const erp = { url: "https://user:hush-hush@erp.example" };
    const told = await loadConfig(write({ mcpServers: { erp } })).catch(String);
    expect(told).toContain("say them in headers");
    expect(told).not.toContain("hush-hush");
  });

  it("refuses what would switch a server off for another program", async () => {
    const erp = { command: "erp", disabled: true };
    await expect(loadConfig(write({ mcpServers: { erp } }))).rejects.toThrow(/erp\.disabled/);
  });

  it("may say of a server what other programs read", async () => {
    const erp = { type: "stdio", command: "erp", disabled: false, description: "Orders" };
    const { servers } = await loadConfig(write({ mcpServers: { erp } }));
    expect(servers).toEqual({ erp: { command: "erp" } });
  });
});

describe("the environment", () => {
  it("says nothing with an empty variable", async () => {
    for (const name of ["API_KEY", "STORE", "PUBLIC_URL", "SIGNING_KEY", "VAULT_KEYS"]) {
      vi.stubEnv(`CODESPAR_${name}`, "");
    }
    const { apiKey, store, publicUrl, signingKey, vaultKeys } = await loadConfig(write({}));
    vi.unstubAllEnvs();
    expect([apiKey, store, publicUrl, signingKey, vaultKeys]).toEqual(Array(5).fill(undefined));
  });
});

describe("a runtime that cannot be what it is told to be", () => {
  it("says which file it cannot open", async () => {
    const file = path.join(tmpdir(), "no-such-directory", "store.db");
    const ready = createRuntime({ store: file }).ready();
    await expect(ready).rejects.toThrow(`The SQLite store ${file} cannot be opened`);
  });

  it("refuses an address of its own that is none", () => {
    expect(() => createRuntime({ publicUrl: "shop.example" })).toThrow(/publicUrl.*shop\.example/);
  });

  it("refuses two exporters of one name, of whom one would be told nothing", async () => {
    const usageExporters = ["https://one.example", "https://two.example"].map((url) =>
      httpUsageExporter({ url }),
    );
    await expect(createRuntime({ usageExporters }).ready()).rejects.toThrow(/named "http"/);
  });
});
