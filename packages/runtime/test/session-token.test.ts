import { createSecretKey } from "node:crypto";

import type { Scope } from "@codespar/protocol";
import { expect, it } from "vitest";

import { findApiKey, revokeApiKey, storeApiKey } from "../src/access/api-keys.ts";
import { authenticateSession } from "../src/access/authenticate-session.ts";
import { createSessionToken } from "../src/access/session-token.ts";
import { openStore } from "../src/store/open-store.ts";
import { defaultStore } from "./stores/new-store.ts";

const key = "csk_test_aaaaaaaaaaaaaaaaaaaa";
const sessionId = "ses_aaaaaaaaaaaaaaaaaaaaaaaa";
const projectId = "prj_aaaaaaaaaaaaaaaa";

async function openToken(scopes: readonly Scope[], expiresAtMs: number | null = null) {
  const store = await openStore(defaultStore());
  let now = 1_000;
  const clock = { now: () => now };
  await storeApiKey(store, {
    orgId: "org_a",
    projectId,
    name: "test",
    key,
    scopes,
    createdAtMs: 0,
    expiresAtMs,
  });
  const keyId = (await findApiKey(store, key, now))?.id ?? "";
  const signingKey = createSecretKey("secret", "utf8");
  const token = createSessionToken(signingKey, { sessionId, projectId, keyId });
  const parts = { store, clock, signingKey };
  return {
    token,
    authenticate: (written = token) => authenticateSession(parts, written, sessionId),
    revoke: () => revokeApiKey(store, key, now),
    advance: (ms: number) => {
      now += ms;
    },
    withOtherKey: () =>
      authenticateSession({ ...parts, signingKey: createSecretKey("x", "utf8") }, token, sessionId),
  };
}

it("stands for its session's tools, in its project, and for nothing more", async () => {
  const { authenticate } = await openToken(["sessions:read", "tools:execute", "audit:read"]);
  expect(await authenticate()).toMatchObject({
    orgId: "org_a",
    projectId,
    environment: "test",
    scopes: ["tools:execute"],
  });
});

it("gives nothing that its key does not have", async () => {
  const { authenticate } = await openToken(["sessions:read"]);
  expect((await authenticate()).scopes).toEqual([]);
});

it("ends with its key, revoked or expired", async () => {
  const revoked = await openToken(["tools:execute"]);
  await revoked.revoke();
  await expect(revoked.authenticate()).rejects.toMatchObject({ code: "unauthorized" });
  const expired = await openToken(["tools:execute"], 5_000);
  await expired.authenticate();
  expired.advance(5_000);
  await expect(expired.authenticate()).rejects.toMatchObject({ code: "unauthorized" });
});

it("is refused when any character of it is another, or another runtime signed it", async () => {
  const { token, authenticate, withOtherKey } = await openToken(["tools:execute"]);
  for (let index = 0; index < token.length; index += 1) {
    const other = token[index] === "a" ? "b" : "a";
    const forged = token.slice(0, index) + other + token.slice(index + 1);
    await expect(authenticate(forged), forged).rejects.toMatchObject({ code: "unauthorized" });
  }
  await expect(withOtherKey()).rejects.toMatchObject({ code: "unauthorized" });
});
