import type { Clock } from "../clock.ts";
import { sha256 } from "../digest.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { Store } from "../store/store.ts";
import { findApiKey, markUsed } from "./api-keys.ts";
import { principalOf } from "./principal-of.ts";
import type { Principal } from "./principal.ts";
import { resolveProject } from "./projects.ts";

const rememberedMs = 1_000;
const maxRemembered = 1_000;

interface Remembered {
  readonly principal: Principal;
  readonly until: number;
}

/** Tells who makes a request; throws `unauthorized`, or what is wrong with the project header. */
export type Authenticate = (
  authorization: string | undefined,
  projectHeader: string | undefined,
) => Promise<Principal>;

/** Creates the check of API keys; a key that is revoked stops within a second. */
export function createAuthenticate(store: Store, clock: Clock): Authenticate {
  const remembered = new Map<string, Remembered>();

  async function lookUp(token: string, projectHeader: string | undefined): Promise<Principal> {
    const key = await findApiKey(store, token, clock.now());
    if (key === undefined) throw new RuntimeError("unauthorized");
    await markUsed(store, key, clock.now());
    return principalOf(key, await resolveProject(store, key, projectHeader));
  }

  return async (authorization, projectHeader) => {
    const token = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization ?? "")?.[1];
    if (token === undefined) {
      throw new RuntimeError("unauthorized", "Send an API key: Authorization: Bearer csk_…");
    }
    const now = performance.now();
    // Kept under the digest, so that no key lies about in memory longer than its request.
    const name = sha256(`${token}\n${projectHeader ?? ""}`);
    const known = remembered.get(name);
    if (known !== undefined && known.until > now) return known.principal;
    const principal = await lookUp(token, projectHeader);
    if (remembered.size >= maxRemembered) remembered.clear();
    remembered.set(name, { principal, until: now + rememberedMs });
    return principal;
  };
}
