import type { Requirement } from "./requirement.ts";
import { approvalRequirements } from "./requirements/approval.ts";
import { exactlyOnceRequirements } from "./requirements/exactly-once.ts";
import { failureRequirements } from "./requirements/failures.ts";
import { inputRequirements } from "./requirements/input.ts";
import { nameRequirements } from "./requirements/names.ts";
import { policyRequirements } from "./requirements/policy.ts";
import { resultRequirements } from "./requirements/results.ts";
import { schemaRequirements } from "./requirements/schema.ts";

/** Every promise of every adapter. */
export const requirements: readonly Requirement[] = [
  ...schemaRequirements,
  ...inputRequirements,
  ...nameRequirements,
  ...exactlyOnceRequirements,
  ...failureRequirements,
  ...approvalRequirements,
  ...policyRequirements,
  ...resultRequirements,
];
