import type { CreateSessionRequest } from "@codespar/protocol";

import { RuntimeError } from "../runtime-error.ts";
import { presets } from "./presets.ts";
import { serverAliases } from "./servers.ts";

/**
 * Decides which servers a session is to have: the preset's and the named ones, each once.
 *
 * @param isKnown Whether a server of this id exists.
 */
export function resolveServers(
  { servers, preset }: Pick<CreateSessionRequest, "servers" | "preset">,
  isKnown: (id: string) => boolean,
): readonly string[] {
  if (servers === undefined && preset === undefined) {
    throw new RuntimeError("invalid_request", 'Name "servers", a "preset", or both.', {
      details: { field: "servers" },
    });
  }
  const bundle = preset === undefined ? [] : presetServers(preset);
  const ids = [...bundle, ...(servers ?? [])].map((id) => serverAliases.get(id) ?? id);
  const unknown = ids.filter((id) => !isKnown(id));
  if (unknown.length > 0) {
    throw new RuntimeError("invalid_request", `Unknown server: ${unknown.join(", ")}.`, {
      details: { field: "servers", unknown },
    });
  }
  return [...new Set(ids)];
}

function presetServers(preset: string): readonly string[] {
  const bundle = Object.hasOwn(presets, preset) ? presets[preset] : undefined;
  if (bundle !== undefined) return bundle;
  const known = Object.keys(presets).join(", ");
  throw new RuntimeError("invalid_request", `Unknown preset "${preset}"; there are ${known}.`, {
    details: { field: "preset" },
  });
}
