/** The rows of a form whose columns are fields of one name each; rows left empty are left out. */
export function formRows(
  form: URLSearchParams,
  names: readonly string[],
): ReadonlyArray<readonly string[]> {
  const columns = names.map((name) => form.getAll(name).map((value) => value.trim()));
  const length = Math.max(0, ...columns.map((column) => column.length));
  const rows = Array.from({ length }, (_, row) => columns.map((column) => column[row] ?? ""));
  return rows.filter((row) => row.some((value) => value !== ""));
}
