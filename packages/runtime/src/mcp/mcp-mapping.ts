import type {
  ErrorCode,
  FailureNotice,
  SettlementNotice,
  Tool,
  ToolData,
} from "@codespar/protocol";
import { errorCodes, mcpMeta } from "@codespar/protocol";
import { isRecord, withoutUndefined } from "@codespar/protocol/validation";
import type { CallToolResult, Tool as McpTool } from "@modelcontextprotocol/client";

/** A tool of one server, under its name in the session and its name on the server. */
export interface ServerTool {
  readonly tool: Tool;
  /** Its name on the server. */
  readonly remoteName: string;
  /** Where its arguments say how much money it moves, in the words of the server. */
  readonly money: unknown;
}

/** What a server answered. */
export type ServerAnswer =
  | {
      readonly ok: true;
      readonly data: ToolData;
      readonly settlement: SettlementNotice | undefined;
    }
  | {
      readonly ok: false;
      readonly code: ErrorCode;
      readonly message: string;
      readonly data: ToolData;
    };

/** A server's tool as the session lists it, its name prefixed with the server's unless it is. */
export function toServerTool(serverId: string, mcpTool: McpTool): ServerTool {
  const prefix = serverPrefix(serverId);
  const { name, title, description, inputSchema, outputSchema, annotations, _meta } = mcpTool;
  const label = title ?? annotations?.title;
  return {
    remoteName: name,
    money: _meta?.[mcpMeta.money],
    tool: {
      name: name.startsWith(prefix) ? name : `${prefix}${name}`,
      description: description ?? label ?? name,
      input_schema: inputSchema,
      server: serverId,
      ...(label === undefined ? {} : { title: label }),
      ...(outputSchema === undefined ? {} : { output_schema: outputSchema }),
      ...(annotations === undefined ? {} : { annotations: withoutUndefined(annotations) }),
    },
  };
}

/** What the names of a server's tools start with. */
function serverPrefix(serverId: string): string {
  return `${serverId.replaceAll("-", "_")}_`;
}

/**
 * A server's result as an answer.
 *
 * @param trusted Whether the server's `_meta` may speak of payments and error codes.
 */
export function toAnswer(result: CallToolResult, trusted: boolean): ServerAnswer {
  const { _meta: said = {} } = result;
  const meta = trusted ? said : {};
  if (result.isError !== true) {
    const settlement = meta[mcpMeta.settlement];
    return {
      ok: true,
      data: toData(result),
      settlement: isSettlementNotice(settlement) ? settlement : undefined,
    };
  }
  const failure = meta[mcpMeta.failure];
  const notice = isFailureNotice(failure) ? failure : { code: "provider_error", data: {} };
  return {
    ok: false,
    code: isErrorCode(notice.code) ? notice.code : "provider_error",
    message: textOf(result) ?? "The server reported an error.",
    data: notice.data,
  };
}

/** The structured result; JSON in a text block counts as one, anything else stays content. */
function toData({ structuredContent, content }: CallToolResult): ToolData {
  if (isRecord(structuredContent)) return structuredContent;
  const [only, ...others] = content;
  if (only?.type === "text" && others.length === 0) {
    const parsed = parseJson(only.text);
    if (isRecord(parsed)) return parsed;
  }
  return { content };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textOf({ content }: CallToolResult): string | undefined {
  const text = content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n");
  return text === "" ? undefined : text;
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}

function isFailureNotice(value: unknown): value is FailureNotice {
  return isRecord(value) && typeof value["code"] === "string" && isRecord(value["data"]);
}

function isSettlementNotice(value: unknown): value is SettlementNotice {
  return (
    isRecord(value) &&
    typeof value["payment_id"] === "string" &&
    typeof value["currency"] === "string" &&
    Number.isSafeInteger(value["amount_minor"])
  );
}
