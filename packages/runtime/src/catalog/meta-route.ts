/** What a meta-tool may need a server for. */
export type RouteKind =
  | "pay"
  | "payOut"
  | "paymentStatus"
  | "checkout"
  | "invoice"
  | "shipQuote"
  | "shipLabel"
  | "shipTrack"
  | "notifyText"
  | "notifyTemplate"
  | "verify"
  | "verificationStatus";

/** Every kind of route. */
export const routeKinds: readonly RouteKind[] = [
  "pay",
  "payOut",
  "paymentStatus",
  "checkout",
  "invoice",
  "shipQuote",
  "shipLabel",
  "shipTrack",
  "notifyText",
  "notifyTemplate",
  "verify",
  "verificationStatus",
];

/** How one tool of a server serves a meta-tool: a mapping, not code. */
export interface MetaRoute {
  readonly kind: RouteKind;
  /** The tool's name on the server. */
  readonly tool: string;
  /** The methods or kinds it can do; everything when absent. */
  readonly methods?: readonly string[] | undefined;
  /**
   * The currencies it can do; everything when absent, but for `payOut`, which names them: limits
   * count in the currency that is sent.
   */
  readonly currencies?: readonly string[] | undefined;
  /**
   * The tool's arguments: text that starts with `$` stands for the meta-tool's argument of that
   * name, anything else for itself. The meta-tool's own arguments are sent when absent.
   */
  readonly input?: Readonly<Record<string, unknown>> | undefined;
  /**
   * Where the meta-tool's answer is found in the tool's: JSON Pointers by name, beside the tool's
   * own data.
   */
  readonly output?: Readonly<Record<string, string>> | undefined;
}
