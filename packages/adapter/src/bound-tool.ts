import type {
  ExecuteOptions,
  JsonSchema,
  SessionLike,
  Tool,
  ToolAnnotations,
} from "@codespar/protocol";
import {
  createInputValidator,
  type InputIssue,
  type InputValidator,
  isRecord,
  withoutUndefined,
} from "@codespar/protocol/validation";

import type { AdapterOptions, HookedCall } from "./adapter-options.ts";
import {
  type ApprovableCall,
  type ApprovalPolicy,
  mayNeedApproval,
  needsApproval,
} from "./approval.ts";
import { callKey } from "./call-key.ts";
import { repairInput } from "./input/repair-input.ts";
import { fromError } from "./outcome/from-error.ts";
import { toFailure } from "./outcome/to-failure.ts";
import { toPlainData } from "./outcome/to-plain-data.ts";
import type { ToolOutcome } from "./outcome/tool-outcome.ts";
import type { KeyAliases } from "./schema/alias-keys.ts";
import { annotateActiveSpan } from "./tracing.ts";

/** What a framework knows of a call. */
export interface CallContext {
  /** The framework's id of the call; without one no idempotency key is derived. */
  readonly toolCallId?: string | undefined;
  /** The framework's id of the run, where it is stable across resumes. */
  readonly runId?: string | undefined;
  /** Whatever else is the same for a replay of a call, and differs for another call. */
  readonly discriminator?: string | undefined;
  /** Stops the call. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds this call may take (the tool's own setting). */
  readonly timeoutMs?: number | undefined;
  /** W3C trace context, where the framework traces by itself (that of the active span). */
  readonly traceparent?: string | undefined;
}

/** Arguments after validation. */
export type ValidatedInput =
  | { readonly ok: true; readonly input: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly issue: InputIssue };

/** A session's tool in neutral form: everything an adapter needs, nothing of a framework. */
export interface BoundTool {
  /** The name a model sees. */
  readonly name: string;
  /** The tool, as the session lists it. */
  readonly tool: Tool;
  readonly title: string;
  readonly description: string;
  readonly annotations: ToolAnnotations;
  /** The schema a model sees, in the toolkit's dialect. */
  readonly inputSchema: JsonSchema;
  readonly outputSchema: JsonSchema | undefined;
  /** Whether the schema is written for strict mode. */
  readonly strict: boolean;
  /** Whether the definition should be deferred: it does not fit the token budget. */
  readonly deferred: boolean;
  /** What the schema tells the model less exactly than the original; arguments are still held to it. */
  readonly notes: readonly string[];
  /** Repairs and checks arguments against the original schema. */
  validate(input: unknown): ValidatedInput;
  /** Whether any call may have to be approved. */
  readonly mayNeedApproval: boolean;
  /**
   * Whether a person must approve the call; never where the arguments break the schema.
   *
   * @param policy Which calls need approval (the tool's own setting).
   */
  needsApproval(input: unknown, policy?: ApprovalPolicy): Promise<boolean>;
  /** The call a person is asked about: that of the tool that is found, where one calls others. */
  approvable(input: unknown): ApprovableCall;
  /** Makes the call; never throws for an expected failure. */
  call(input: unknown, context?: CallContext): Promise<ToolOutcome>;
}

/** What a bound tool is made of. */
export interface BoundToolParts {
  readonly session: Pick<SessionLike, "id" | "execute">;
  readonly tool: Tool;
  readonly name: string;
  readonly inputSchema: JsonSchema;
  readonly aliases: KeyAliases;
  readonly notes: readonly string[];
  readonly strict: boolean;
  readonly deferred: boolean;
  readonly options: AdapterOptions;
  readonly framework: FrameworkInfo;
}

/** Who is calling: recorded with every call. */
export interface FrameworkInfo {
  /** Package name of the framework, such as `"ai"`. */
  readonly name: string;
  readonly version?: string | undefined;
  /** Version of the adapter. */
  readonly adapterVersion: string;
}

/** Binds a tool to a session. */
export function bindTool(parts: BoundToolParts): BoundTool {
  const { tool, name, inputSchema, notes, strict, deferred, options, aliases } = parts;
  const { approval = "destructive" } = options;
  const check: InputValidator = createInputValidator(tool.input_schema);
  const repair = { schema: tool.input_schema, aliases, validate: check };

  function validate(written: unknown): ValidatedInput {
    const { input, issue } = repairInput(written, repair);
    if (issue !== undefined) return { ok: false, issue };
    if (isRecord(input)) return { ok: true, input };
    const message = "The arguments must be an object.";
    return { ok: false, issue: { field: "", rule: "type", message } };
  }

  return {
    name,
    tool,
    inputSchema,
    notes,
    strict,
    deferred,
    validate,
    title: tool.title ?? tool.annotations?.title ?? tool.name,
    description: tool.description,
    annotations: tool.annotations ?? {},
    outputSchema: tool.output_schema,
    mayNeedApproval: mayNeedApproval(approval, tool),
    async needsApproval(input, policy = approval) {
      const validated = validate(input);
      return validated.ok && needsApproval(policy, { tool, input: validated.input });
    },
    approvable(input) {
      const validated = validate(input);
      return { tool, input: validated.ok ? validated.input : input };
    },
    async call(input, context = {}) {
      const validated = validate(input);
      if (validated.ok) return execute(parts, validated.input, context);
      const { message: said } = validated.issue;
      return toFailure({ tool, code: "invalid_input", said, data: { ...validated.issue } });
    },
  };
}

async function execute(
  parts: BoundToolParts,
  input: Readonly<Record<string, unknown>>,
  context: CallContext,
): Promise<ToolOutcome> {
  const { session, tool, options } = parts;
  const { toolCallId, runId } = context;
  const asked: HookedCall = { tool, input, toolCallId, runId };
  let call: HookedCall;
  let executeOptions: ExecuteOptions;
  try {
    call = { ...asked, input: (await options.beforeExecute?.(asked)) ?? input };
    const idempotencyKey = options.idempotencyKey?.(call) ?? derivedKey(session.id, asked, context);
    executeOptions = toExecuteOptions(parts, idempotencyKey, context);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    return toFailure({ tool, code: "policy_denied", said });
  }
  const outcome = await send(session, call, executeOptions).catch((cause: unknown) =>
    fromError(tool, cause),
  );
  try {
    await options.afterExecute?.(call, outcome);
  } catch {
    // The call is over: a failing hook must not turn its outcome into another.
  }
  return outcome;
}

async function send(
  session: Pick<SessionLike, "execute">,
  { tool, input }: HookedCall,
  options: ExecuteOptions,
): Promise<ToolOutcome> {
  const result = await session.execute(tool.name, input, options);
  const { success, error, error_code: code } = result;
  const data = toPlainData(result.data);
  if (success) return { ok: true, data, result };
  return toFailure({ tool, code: code ?? "provider_error", said: error ?? "", data, result });
}

function toExecuteOptions(
  { session, options, framework }: BoundToolParts,
  idempotencyKey: string | undefined,
  context: CallContext,
): ExecuteOptions {
  const { toolCallId, runId, signal, timeoutMs = options.timeoutMs } = context;
  const { approvalTimeoutMs } = options;
  const traceparent = context.traceparent ?? annotateActiveSpan(session.id, toolCallId);
  return {
    ...withoutUndefined({ signal, timeoutMs, idempotencyKey, approvalTimeoutMs }),
    toolCall: {
      framework: framework.name,
      adapterVersion: framework.adapterVersion,
      ...withoutUndefined({
        frameworkVersion: framework.version,
        id: toolCallId,
        runId,
        traceparent,
      }),
    },
  };
}

/** Made of what the model wrote: what a hook makes of it may differ from replay to replay. */
function derivedKey(
  sessionId: string,
  { tool, input }: HookedCall,
  { toolCallId, runId, discriminator }: CallContext,
): string | undefined {
  if (toolCallId === undefined) return undefined;
  return callKey({ sessionId, runId, discriminator, toolCallId, tool: tool.name, input });
}
