import type { Store } from "../../store/store.ts";

/** An entry of the chain, as its neighbours see it. */
export interface ChainNeighbour {
  readonly seq: number;
  readonly tool_call_id: string;
  readonly hash: string;
}

/** Reads the entries right before and after some places of a project's chain. */
export function readNeighbours(
  store: Store,
  projectId: string,
  places: readonly number[],
): Promise<readonly ChainNeighbour[]> {
  const wanted = [...new Set(places.flatMap((seq) => [seq - 1, seq + 1]))];
  if (wanted.length === 0) return Promise.resolve([]);
  return store.read
    .selectFrom("audit_entries")
    .select(["seq", "tool_call_id", "hash"])
    .where("project_id", "=", projectId)
    .where("seq", "in", wanted)
    .orderBy("seq")
    .execute();
}
