import type { Principal } from "../access/principal.ts";
import type { ProjectRow } from "../store/schema.ts";
import type { Reader } from "./reader/read-reader.ts";

/** A request of somebody who is signed in, and what every page shows around its content. */
export interface Visit {
  readonly principal: Principal;
  /** The project that is looked at. */
  readonly project: ProjectRow;
  /** The projects the key may look at. */
  readonly projects: readonly ProjectRow[];
  readonly reader: Reader;
  /** What every form must bring back. */
  readonly csrf: string;
  /** Path and query of the page. */
  readonly path: string;
  /** Calls that wait for a person; `undefined` where the key may not know. */
  readonly waiting: number | undefined;
}
