/** A path of the dashboard's own, for whoever was told to come back to it; else its first page. */
export function ownPath(asked: string | null | undefined): string {
  const isOwn =
    asked !== null && asked !== undefined && /^\/dashboard(?:[/?][^\\\s]*)?$/.test(asked);
  return isOwn ? asked : "/dashboard";
}
