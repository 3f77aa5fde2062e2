export { hasToJson } from "./has-to-json.ts";
export { createInputValidator, type InputIssue, type InputValidator } from "./input-validator.ts";
export { isPattern } from "./is-pattern.ts";
export {
  isList,
  isRecord,
  isSubschema,
  mapRecord,
  mapSubschemas,
  type SubSchema,
} from "./map-subschemas.ts";
export { resolvePointer } from "./resolve-pointer.ts";
export { withoutUndefined } from "./without-undefined.ts";
