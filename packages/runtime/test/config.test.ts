import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { describe, expect, it, vi } from "vitest";

import { loadConfig } from "../src/index.ts";

function write(config: object): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "codespar-")), "codespar.json");
  writeFileSync(file, JSON.stringify(config));
  return file;
}

const bank = { kind: "payOut", tool: "send" };

describe("a configuration file", () => {
  it.each([
    ["a misspelt member", { mcpServer: {} }, /mcpServer/],
    ["a wrong kind", { mcpServers: { erp: { command: "x", timeoutMs: "5" } } }, /erp\.timeoutMs/],
    ["another protocol", { mcpServers: { erp: { url: "ftp://erp.example" } } }, /erp\.url/],
    ["neither form", { mcpServers: { erp: { comand: "x" } } }, /erp\.url/],
    [
      "money that goes out in no currency",
      { mcpServers: { bank: { command: "x", metaTools: [bank] } } },
      /bank\.metaTools\[0\]\.currencies/,
    ],
  ])("with %s is refused by the name of the field", async (_title, config, field) => {
    await expect(loadConfig(write(config))).rejects.toThrow(field);
  });

  it("may say of a server what other programs read", async () => {
    const erp = { type: "stdio", command: "erp", disabled: false };
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
