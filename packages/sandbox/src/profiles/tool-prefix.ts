/** What the names of a server's tools start with. */
export function toolPrefix(serverId: string): string {
  return serverId.replaceAll("-", "_");
}
