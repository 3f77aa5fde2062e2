import { newId } from "../ids.ts";
import { RuntimeError } from "../runtime-error.ts";
import { prepareQuery } from "../store/prepared-query.ts";
import type { ApiKeyRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";

const projectForm = /^prj_[A-Za-z0-9]{16}$/;
const defaultOrgId = "org_default";

const selectDefault = prepareQuery<{ readonly orgId: string }, { readonly id: string }>(
  (db, parameter) =>
    db
      .selectFrom("projects")
      .select("id")
      .where("org_id", "=", parameter("orgId"))
      .where("is_default", "=", 1),
);

const selectById = prepareQuery<
  { readonly orgId: string; readonly id: string },
  { readonly id: string }
>((db, parameter) =>
  db
    .selectFrom("projects")
    .select("id")
    .where("org_id", "=", parameter("orgId"))
    .where("id", "=", parameter("id")),
);

/** The organization and project that a fresh store starts with. */
export interface DefaultProject {
  readonly orgId: string;
  readonly projectId: string;
}

/** Finds the default project, creating it in a fresh store. */
export async function ensureDefaultProject(store: Store, nowMs: number): Promise<DefaultProject> {
  return store.write(async (transaction) => {
    const existing = await transaction
      .selectFrom("projects")
      .select(["id", "org_id"])
      .where("is_default", "=", 1)
      .executeTakeFirst();
    if (existing !== undefined) return { orgId: existing.org_id, projectId: existing.id };
    const projectId = newId("prj", 16);
    await transaction
      .insertInto("projects")
      .values({
        id: projectId,
        org_id: defaultOrgId,
        name: "Default",
        slug: null,
        is_default: 1,
        created_at: nowMs,
      })
      .execute();
    return { orgId: defaultOrgId, projectId };
  });
}

/**
 * Decides which project a request is about: the key's own, else the header's, else the default.
 *
 * Another organization's project does not exist for the caller.
 */
export async function resolveProject(
  store: Store,
  key: ApiKeyRow,
  header: string | undefined,
): Promise<string> {
  if (key.project_id !== null) return key.project_id;
  if (header !== undefined && !projectForm.test(header)) {
    throw new RuntimeError(
      "invalid_request",
      "The x-codespar-project header must be prj_ followed by 16 letters or digits.",
      { details: { header: "x-codespar-project" } },
    );
  }
  const orgId = key.org_id;
  const { rows } = await (header === undefined
    ? selectDefault(store.read, { orgId })
    : selectById(store.read, { orgId, id: header }));
  const [project] = rows;
  if (project === undefined) throw new RuntimeError("not_found", "There is no such project.");
  return project.id;
}
