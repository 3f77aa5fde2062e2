/** What an API key may do. */
export type Scope =
  | "sessions:read"
  | "sessions:write"
  | "tools:execute"
  | "audit:read"
  | "usage:read"
  | "servers:read"
  | "projects:read"
  | "projects:write"
  | "keys:read"
  | "keys:write"
  | "policies:read"
  | "policies:write"
  | "approvals:read"
  | "approvals:write";

/** Every scope there is. */
export const scopes: readonly Scope[] = [
  "sessions:read",
  "sessions:write",
  "tools:execute",
  "audit:read",
  "usage:read",
  "servers:read",
  "projects:read",
  "projects:write",
  "keys:read",
  "keys:write",
  "policies:read",
  "policies:write",
  "approvals:read",
  "approvals:write",
];
