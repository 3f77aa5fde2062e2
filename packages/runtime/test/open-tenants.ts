import { type Scope, scopes } from "@codespar/protocol";

import { storeApiKey } from "../src/access/api-keys.ts";
import type { AgentBackend } from "../src/index.ts";
import { openStore } from "../src/store/open-store.ts";
import { openRuntime, type TestRuntime } from "./open-runtime.ts";
import { newStore } from "./stores/new-store.ts";

/** Two projects, of two organizations. */
export const projects = { a: "prj_aaaaaaaaaaaaaaaa", b: "prj_bbbbbbbbbbbbbbbb" };
/** Their keys. */
export const keys = {
  a: "csk_test_aaaaaaaaaaaaaaaaaaaa",
  b: "csk_test_bbbbbbbbbbbbbbbbbbbb",
  reader: "csk_test_rrrrrrrrrrrrrrrrrrrr",
  expired: "csk_test_eeeeeeeeeeeeeeeeeeee",
  live: "csk_live_llllllllllllllllllll",
};

/** A runtime with two tenants. */
export async function openTenants(): Promise<TestRuntime & { readonly file: string }> {
  const file = newStore();
  const store = await openStore(file);
  for (const [name, id] of Object.entries(projects)) {
    await store.write((transaction) =>
      transaction
        .insertInto("projects")
        .values({ id, org_id: `org_${name}`, name, slug: null, is_default: 0, created_at: 0 })
        .execute(),
    );
  }
  const add = (
    key: string,
    projectId: string,
    granted: readonly Scope[],
    expiresAtMs = null as number | null,
  ) =>
    storeApiKey(store, {
      orgId: projectId === projects.a ? "org_a" : "org_b",
      projectId,
      name: "test",
      key,
      scopes: granted,
      createdAtMs: 0,
      expiresAtMs,
    });
  await add(keys.a, projects.a, scopes);
  await add(keys.b, projects.b, scopes);
  await add(keys.reader, projects.a, ["sessions:read"]);
  await add(keys.expired, projects.a, scopes, 1);
  await add(keys.live, projects.a, scopes);
  await store.close();
  const agent: AgentBackend = {
    async *run() {
      yield await Promise.resolve({ type: "assistant_text", content: "Hello.", iteration: 1 });
    },
  };
  return { ...openRuntime({ store: file, publicUrl: "http://localhost:8787", agent }), file };
}

/** The headers of who presents a key. */
export function as(key: string): Readonly<Record<string, string>> {
  return { Authorization: `Bearer ${key}` };
}
