import { createContext, Script } from "node:vm";

import type { JsonSchema } from "@codespar/protocol";
import {
  createInputValidator,
  type InputIssue,
  type InputValidator,
} from "@codespar/protocol/validation";

/** How long one check may take, in milliseconds: nothing else in the process goes on meanwhile. */
const maxMs = 250;

/** Keywords that can be made to take for ever; all others take as long as the value is. */
const costly = /"(?:pattern|patternProperties|uniqueItems|\$ref|\$dynamicRef)":/;

const script = new Script("check()");
const scope: { check?: () => void } = {};
const context = createContext(scope);

/**
 * Creates the check of a value against a schema that a server gave, which may mean harm: a check
 * that does not end in time is broken off, the value counts as valid, and later ones are not checked.
 */
export function createBoundedValidator(schema: JsonSchema): InputValidator {
  const validate = createInputValidator(schema);
  let isCostly: boolean | undefined;
  let isHopeless = false;
  return (value) => {
    isCostly ??= costly.test(JSON.stringify(schema));
    if (!isCostly) return validate(value);
    if (isHopeless) return undefined;
    const checked = withinTime(() => validate(value));
    isHopeless = checked === "late";
    return checked === "late" ? undefined : checked;
  };
}

function withinTime(check: () => InputIssue | undefined): InputIssue | "late" | undefined {
  let issue: InputIssue | undefined;
  scope.check = () => {
    issue = check();
  };
  try {
    // Only so can a regular expression be stopped that is at work.
    script.runInContext(context, { timeout: maxMs });
    return issue;
  } catch (cause) {
    if (isTimeout(cause)) return "late";
    throw cause;
  } finally {
    delete scope.check;
  }
}

function isTimeout(cause: unknown): boolean {
  return (
    typeof cause === "object" &&
    cause !== null &&
    "code" in cause &&
    cause.code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
  );
}
