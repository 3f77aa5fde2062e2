import type { CodeSpar, Tool } from "@codespar/sdk";

const pageSize = 200;

/** Which tools of the catalog to list. */
export interface CatalogFilter {
  /** A job in plain words. */
  readonly search?: string | undefined;
  readonly signal: AbortSignal;
}

/** Lists the catalog's tools, page by page. */
export async function listCatalogTools(
  codespar: CodeSpar,
  { search, signal }: CatalogFilter,
): Promise<readonly Tool[]> {
  const found: Tool[] = [];
  for (;;) {
    const query = { q: search, limit: pageSize, offset: found.length };
    const { data, total } = await codespar.request("listCatalogTools", { query, signal });
    found.push(...data);
    if (data.length === 0 || found.length >= total) return found;
  }
}
