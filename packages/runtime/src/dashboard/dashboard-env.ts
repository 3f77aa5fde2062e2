import type { Reader } from "./reader/read-reader.ts";
import type { Visit } from "./visit.ts";

/** What a request to the dashboard carries besides itself. */
export interface DashboardEnv {
  readonly Variables: {
    /** Set by the runtime for every request. */
    requestId: string;
    reader: Reader;
    /** What forms of this browser must bring back. */
    csrf: string;
    /** Set once somebody is signed in. */
    visit: Visit;
    /** The fields of a form that was sent. */
    form: URLSearchParams;
  };
}
