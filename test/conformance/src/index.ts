export type {
  AdapterFeature,
  AdapterHarness,
  AdapterRun,
  AdapterScript,
  ScriptedCall,
  SentDefinition,
  ToldResult,
} from "./adapter-harness.ts";
export { describeAdapter } from "./describe-adapter.ts";
export type { Requirement } from "./requirement.ts";
export { requirements } from "./requirements.ts";
