/** Projects. */
export interface ProjectTable {
  id: string;
  org_id: string;
  name: string;
  /** Its name in addresses; none for the default project. */
  slug: string | null;
  is_default: number;
  created_at: number;
}

/** API keys, by digest. */
export interface ApiKeyTable {
  id: string;
  org_id: string;
  /** Set when the key is pinned to one project. */
  project_id: string | null;
  name: string;
  environment: "test" | "live";
  prefix: string;
  sha256: string;
  scopes: string;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
  last_used_at: number | null;
}

/** Sign-ins to the dashboard that were ended before their time. */
export interface DashboardSignOutTable {
  sign_in_id: string;
  /** When the sign-in would have ended by itself. */
  expires_at: number;
}
