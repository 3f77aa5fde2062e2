export { agentTurnSchema } from "./agent-turn-schema.ts";
export { approvalRequestSchema } from "./approval-request-schema.ts";
export { auditEntrySchema, auditVerificationSchema } from "./audit-entry-schema.ts";
export { callLogSchema } from "./call-log-schema.ts";
export {
  connectionAuthorizationSchema,
  connectionDetailSchema,
  connectionSchema,
} from "./connection-schema.ts";
export {
  durableLoopEventSchema,
  durableLoopRequestSchema,
  durableLoopSchema,
} from "./durable-loop-schema.ts";
export { errorBodySchema } from "./error-body-schema.ts";
export { errorCodeSchema } from "./error-code-schema.ts";
export { moneyOverlaySchema } from "./money-overlay-schema.ts";
export { paymentStatusSchema, verificationStatusSchema } from "./payment-status-schema.ts";
export { policySchema } from "./policy-schema.ts";
export { createSessionRequestSchema, sessionSchema } from "./session-schema.ts";
export { sendResultSchema, streamEventSchema } from "./stream-event-schema.ts";
export { toolCallSchema } from "./tool-call-schema.ts";
export { toolResultSchema } from "./tool-result-schema.ts";
export { toolSchema } from "./tool-schema.ts";
export { usageEventSchema, usageReportSchema } from "./usage-schema.ts";
export { userIdSchema } from "./user-id-schema.ts";
