import type { AuditLog } from "../audit/audit-log.ts";
import { toChange } from "../audit/to-change.ts";
import { newId } from "../ids.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { ProjectRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import type { Principal } from "./principal.ts";

const slugForm = /^[a-z0-9_-]{1,64}$/;

/** A project to create. */
export interface NewProject {
  readonly name: string;
  /** Its name in addresses (made of the name). */
  readonly slug?: string | undefined;
  readonly now: number;
}

/** What creating projects works with. */
export interface CreateProjectParts {
  readonly store: Store;
  readonly audit: Pick<AuditLog, "append">;
}

/** Lists the projects a key may see: its own where it is pinned to one, else the organization's. */
export function listProjects(
  store: Store,
  { orgId, pinnedProjectId }: Principal,
): Promise<readonly ProjectRow[]> {
  let query = store.read.selectFrom("projects").selectAll().where("org_id", "=", orgId);
  if (pinnedProjectId !== null) query = query.where("id", "=", pinnedProjectId);
  return query.orderBy("created_at").orderBy("id").execute();
}

/** Finds one of the projects a key may see. */
export async function getProject(
  store: Store,
  principal: Principal,
  id: string,
): Promise<ProjectRow> {
  const project = (await listProjects(store, principal)).find((candidate) => candidate.id === id);
  if (project === undefined) throw new RuntimeError("not_found", `There is no project "${id}".`);
  return project;
}

/**
 * Creates a project in the caller's organization.
 *
 * @throws RuntimeError `insufficient_scope` for a key that is pinned to one project.
 */
export async function createProject(
  { store, audit }: CreateProjectParts,
  { orgId, pinnedProjectId, keyId }: Principal,
  { name, slug = slugOf(name), now }: NewProject,
): Promise<ProjectRow> {
  if (pinnedProjectId !== null) {
    throw new RuntimeError("insufficient_scope", "A key of one project cannot create others.", {
      problem: { kind: "project_key" },
    });
  }
  if (!slugForm.test(slug) || slug === "default") {
    throw new RuntimeError(
      "invalid_request",
      '"slug" is 1 to 64 of a-z, 0-9, "-" and "_", and not "default".',
      { details: { field: "slug" }, problem: { kind: "project_taken", about: slug } },
    );
  }
  const row: ProjectRow = {
    id: newId("prj", 16),
    org_id: orgId,
    name,
    slug,
    is_default: 0,
    created_at: now,
  };
  const taken = await store.write(async (transaction) => {
    const other = await transaction
      .selectFrom("projects")
      .select("id")
      .where("org_id", "=", orgId)
      .where("slug", "=", slug)
      .executeTakeFirst();
    if (other !== undefined) return true;
    await transaction.insertInto("projects").values(row).execute();
    const change = {
      by: { projectId: row.id, keyId },
      operation: "createProject",
      subjectId: row.id,
      decision: "the project was created",
      input: { name, slug },
      now,
    } as const;
    await audit.append(transaction, toChange(change));
    return false;
  });
  if (!taken) return row;
  throw new RuntimeError("invalid_request", `Another project has the slug "${slug}".`, {
    details: { field: "slug" },
    problem: { kind: "project_taken", about: slug },
  });
}

function slugOf(name: string): string {
  const plain = name.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return plain
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 64);
}
