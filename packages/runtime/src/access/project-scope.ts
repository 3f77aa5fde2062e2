import type { Principal } from "./principal.ts";

/** One environment of a project: what test keys did and what live keys did are kept apart. */
export type ProjectScope = Pick<Principal, "projectId" | "environment">;
