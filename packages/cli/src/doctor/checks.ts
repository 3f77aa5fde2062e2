import { checkApi } from "./check-api.ts";
import { checkNode } from "./check-node.ts";
import { checkPackages } from "./check-packages.ts";
import { checkServers } from "./check-servers.ts";
import { checkStore } from "./check-store.ts";
import type { Check } from "./check.ts";

/** What is looked at, in this order. */
export const checks: readonly Check[] = [
  checkNode,
  checkApi,
  checkStore,
  checkServers,
  checkPackages,
];
